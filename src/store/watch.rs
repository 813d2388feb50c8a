//! What is seen of statements from outside: how long each took, a span in its request's trace, and the database's
//! plan for those that took long. Their text is told, their values never are.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::asking::{AskedDocument, Asking};
use super::reader::{Read, Reader};
use super::{Dialect, Store, StoreError, StoreOptions};
use crate::value::trace::{Numbers, Place, Span, Spans, Timer};

/// Who watches statements.
#[derive(Clone)]
pub struct Watch {
    /// What time it is.
    pub timer: Timer,
    /// Who takes spans, and the numbers of new ones; none are made without it.
    pub spans: Option<(Spans, Numbers)>,
    /// What is told of slow statements; nothing without it.
    pub slow: Option<Slow>,
}

/// Statements that take long are logged with their plans.
#[derive(Clone)]
pub struct Slow {
    /// How long a statement takes that is logged.
    limit: Duration,
    options: StoreOptions,
    dialect: Dialect,
    /// One plan is asked for at a time: a slow database must not be asked for the plans of all that is slow.
    place: Arc<Semaphore>,
}

/// How much of a statement is told.
const TEXT_MAX: usize = 16 << 10;

impl Store {
    /// Logs statements that take as long as this.
    pub fn slow(&self, limit: Duration) -> Slow {
        let (options, dialect) = (self.options.clone(), self.dialect);
        Slow { limit, options, dialect, place: Arc::new(Semaphore::new(1)) }
    }
}

impl Watch {
    /// Tells of a statement that ended. `types`: those of its values, where what is slow is told.
    pub fn tell(
        &self,
        sql: &Arc<str>,
        types: Option<String>,
        began: Duration,
        result: &Result<Read, StoreError>,
    ) {
        let ended = (self.timer)();
        let took = ended.saturating_sub(began);
        let outcome = match result {
            Ok(_) => "done",
            Err(StoreError::Timeout { .. }) => "timeout",
            Err(StoreError::Busy) => "busy",
            Err(_) => "failed",
        };
        metrics::counter!("vitae_statements_total", "outcome" => outcome).increment(1);
        metrics::histogram!("vitae_statement_duration_seconds").record(took.as_secs_f64());
        let asking = Asking::now();
        if let (Some((spans, numbers)), Some(place)) =
            (&self.spans, asking.as_ref().and_then(|asking| asking.place).filter(|place| place.is_sampled))
        {
            spans(Span {
                place: Place { span: numbers(), ..place },
                parent: Some(place.span),
                name: "statement".to_owned(),
                is_server: false,
                began,
                ended,
                attributes: vec![("db.query.text", shortened(sql)), ("vitae.outcome", outcome.to_owned())],
                has_failed: result.is_err(),
            });
        }
        if let Some(slow) = self.slow.as_ref().filter(|slow| took >= slow.limit) {
            slow.tell(sql.clone(), types.unwrap_or_default(), took, outcome, asking.as_deref());
        }
    }
}

impl Slow {
    fn tell(
        &self,
        sql: Arc<str>,
        types: String,
        took: Duration,
        outcome: &'static str,
        asking: Option<&Asking>,
    ) {
        let request = asking.map(|asking| asking.id.clone()).unwrap_or_default();
        let asked = asking.and_then(Asking::document).cloned().unwrap_or_default();
        let slow = self.clone();
        let place = self.place.clone().try_acquire_owned();
        tokio::spawn(async move {
            let plan = match &place {
                Ok(_) => slow.plan(&sql, &types).await.unwrap_or_else(|error| format!("unknown: {error}")),
                Err(_) => "not asked for: others are being asked for".to_owned(),
            };
            let AskedDocument { operation, hash, .. } = asked;
            tracing::warn!(
                request,
                took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                outcome,
                operation = operation.unwrap_or_default(),
                document = hash,
                statement = shortened(&sql),
                plan,
                "a query was slow"
            );
        });
    }

    /// How the database goes about a statement, a line a step. It is asked without the values: PostgreSQL would
    /// show them.
    async fn plan(&self, sql: &str, types: &str) -> Result<String, StoreError> {
        let mut reader = Reader::connect(&self.options, self.dialect).await?;
        let steps = reader.explain(sql, types).await;
        reader.close().await;
        Ok(steps?.join("\n"))
    }
}

/// As much of a text as is told.
fn shortened(sql: &str) -> String {
    match sql.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{}…", &sql[..end]),
        None => sql.to_owned(),
    }
}
