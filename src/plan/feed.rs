//! A subscription: its items are rows in the order of their numbers, read a page at a time, each written as
//! the whole response that goes to the client.

use async_graphql::parser::types::{OperationDefinition, SelectionSet};

use super::argument::Argument;
use super::argument::Source;
use super::bind::BindSpec;
use super::collect::collect;
use super::json::Json;
use super::price::Times;
use super::search::Searches;
use super::statement::{Scope, Writer, fill, select_text};
use super::{Plan, PlanError, Planner, Refusal, Variables};
use crate::catalog::SUBSCRIPTION;
use crate::catalog::declare::{Order, Read, Rows, Transform, feed_start};
use crate::store::{Bind, Statement};

/// How to read the items of a subscription.
#[derive(Debug)]
pub struct FeedPlan {
    plan: Plan,
    /// Where it begins, if the request says so.
    start: Option<BindSpec>,
}

/// What stands for the numbers that a page is bound by. No variable of a document has such a name.
const AFTER: &str = "@after";
const UNTIL: &str = "@until";
const SIZE: &str = "@size";

/// How many items are read at once, at most: one may hold two bodies of an article.
const ITEMS_AT_ONCE: u64 = 25;

impl Planner<'_> {
    /// Plans a subscription.
    pub fn feed(&self, operation: &OperationDefinition) -> Result<FeedPlan, PlanError> {
        let mut writer = Writer::new(self, false);
        let (body, start) = writer.feed(&[&operation.selection_set.node])?;
        Ok(FeedPlan { plan: writer.finish(&body), start })
    }
}

impl FeedPlan {
    /// The number after which it begins; none where it begins now. Refuses what cannot be bound, and items
    /// that are too dear one by one.
    pub fn start(&self, variables: &Variables) -> Result<Option<i64>, Refusal> {
        self.page(variables, 0, 0, 1)?;
        let mut values = Vec::new();
        if let Some(start) = &self.start {
            start.evaluate(
                variables,
                self.plan.limits.page,
                self.plan.dialect,
                &mut Searches::default(),
                &mut values,
            )?;
        }
        Ok(values.first().map(|value| match value {
            Bind::Int(number) => *number,
            Bind::Text(_) => 0,
        }))
    }

    /// How many items a page may have: as many as cost no more than a query may.
    pub fn size(&self, variables: &Variables) -> Result<usize, Refusal> {
        let (_, price) = self.plan.bind(&bounds(variables, 0, 0, 1))?;
        let affordable = self.plan.limits.cost / price.max(1);
        let most = ITEMS_AT_ONCE.min(u64::try_from(self.plan.limits.page).unwrap_or(1));
        Ok(usize::try_from(affordable.min(most).max(1)).unwrap_or(1))
    }

    /// The statement that answers with the items after one number and up to another, so many at most: a line
    /// each, its number and its response. And its price.
    pub fn page(
        &self,
        variables: &Variables,
        after: i64,
        until: i64,
        size: usize,
    ) -> Result<(Statement, u64), Refusal> {
        self.plan.bind(&bounds(variables, after, until, size))
    }
}

fn bounds(variables: &Variables, after: i64, until: i64, size: usize) -> Variables {
    let mut variables = variables.clone();
    variables.insert(AFTER.to_owned(), after.into());
    variables.insert(UNTIL.to_owned(), until.into());
    variables.insert(SIZE.to_owned(), size.into());
    variables
}

impl<'d> Writer<'_, 'd> {
    /// The items between two bound numbers, and where the request has them begin.
    fn feed(&mut self, sets: &[&'d SelectionSet]) -> Result<(String, Option<BindSpec>), PlanError> {
        let catalog = self.planner.catalog;
        let selected = collect(self.planner, SUBSCRIPTION, sets)?;
        let [selected] = selected.as_slice() else {
            return Err(not_one_field().into());
        };
        let field = catalog.subscription.fields.iter().find(|field| field.name == selected.name());
        let field = field.ok_or_else(not_one_field)?;
        let Read::Feed { to, rows, order } = &field.read else {
            return Err(PlanError::NotTaken("a subscription to what is no feed"));
        };
        let input = feed_start();
        let start = self.planner.argument(&input, selected.argument(input.name))?;
        let start = start.as_ref().and_then(Argument::source).map(|source| BindSpec {
            source,
            transform: Transform::Cursor { order: order.name, texts: &[false] },
            argument: input.name.to_owned(),
        });
        let (scope, mut wheres) = self.rows(rows, &Scope::default());
        wheres.extend(self.argument_conditions(field, selected, &scope, false)?);
        let size = self.own(SIZE);
        let mut value = Json::default();
        self.priced(Times::Page { slot: size, at_most: u64::MAX }, |writer| {
            writer.write(to, &Scope::row(scope.n), &selected.sets, &mut value)
        })?;
        Ok((self.items(selected.key, &value, rows, order, (&scope, wheres)), start))
    }

    /// The items as lines.
    fn items(
        &mut self,
        key: &str,
        value: &Json,
        rows: &Rows,
        order: &Order,
        (scope, mut wheres): (&Scope, Vec<String>),
    ) -> String {
        let dialect = self.planner.dialect;
        let numbers: Vec<String> = order.keys.iter().map(|key| fill(key.sql, scope)).collect();
        let number = numbers.join(", ");
        let (after, until, size) = (self.own(AFTER), self.own(UNTIL), self.own(SIZE));
        wheres.push(format!("{number} > {}", dialect.place(after)));
        wheres.push(format!("{number} <= {}", dialect.place(until)));
        let mut json = Json::default();
        json.sql(&number);
        json.text(&format!(" {{\"data\":{{\"{key}\":"));
        json.append(value);
        json.text("}}");
        format!(
            "coalesce({}, '') FROM ({} ORDER BY {number} LIMIT {}) r",
            dialect.lines("r.j"),
            select_text(&format!("{} AS j", json.render()), &fill(rows.from, scope), &wheres),
            dialect.place(size),
        )
    }

    /// The place of one of our own numbers.
    fn own(&mut self, name: &str) -> usize {
        let source = Source::Variable { name: name.to_owned(), path: Vec::new() };
        self.bind(source, Transform::Number, name)
    }
}

fn not_one_field() -> Refusal {
    Refusal {
        message: "a subscription selects one field, and what is there is not one; expected a field of \
                  `Subscription`, such as `subscription { changed { id } }`"
            .to_owned(),
        extensions: serde_json::json!({"code": "INVALID"}),
    }
}
