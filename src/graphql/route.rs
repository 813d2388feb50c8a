//! Which way a request goes: its document looked up by its text and by its form, or parsed, measured and validated; its
//! variables coerced; its plan looked up, or made.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;

use super::document::{Asked, Document, Operation, parsed_request};
use super::form::Form;
use super::{Answer, Asking, Inner, Request, access, check, error, executor, persisted};
use crate::plan::{FeedPlan, Plan, PlanError, Planner, Variables, add_sizes, coerce, shape};
use crate::store::Dialect;

/// Which way a request goes.
pub(super) enum Route {
    Plan { plan: Arc<Plan>, variables: Variables },
    Mutation { document: Arc<Document>, variables: Variables },
    Feed { plan: Box<FeedPlan>, variables: Variables },
    Executor { reason: &'static str },
}

impl Inner {
    /// Parses, measures, validates, coerces and plans, each as far as it was not done before.
    pub(super) async fn route(&self, request: &Request) -> Result<Route, Answer> {
        access::admit(request)?;
        self.rules.check_variables(&request.variables)?;
        let asked = match self.documents.get(&request.query) {
            Some(asked) => asked,
            None => Box::pin(self.look_up_form(request)).await?,
        };
        let document = asked.document.clone();
        self.register(request);
        let Some(operation) = document.operation(request.operation_name()) else {
            let bare = Request { variables: Variables::new(), ..request.clone() };
            let worded = Box::pin(self.validate(&bare)).await;
            return Err(worded.unwrap_or_else(error::no_operation));
        };
        if !operation.is_checked() {
            let (validator, catalog) = (&self.validator, self.engine.catalog);
            Box::pin(check::operation(validator, catalog, &self.rules, &document, operation)).await?;
        }
        Asking::tell(|| persisted::told(request, operation));
        access::permit(request, operation)?;
        let mut variables = match coerce(&operation.variables, &request.variables) {
            Ok(variables) => variables,
            // async-graphql words most of these; what it lets pass is refused all the same.
            Err(doubt) => {
                let worded = Box::pin(self.validate(request)).await;
                return Err(worded.unwrap_or_else(|| error::variable(&doubt)));
            }
        };
        if operation.kind == OperationType::Mutation {
            return Ok(Route::Mutation { document, variables });
        }
        if operation.kind == OperationType::Subscription {
            return match self.planner(&document, &variables).feed(document.definition(operation)) {
                Ok(plan) => Ok(Route::Feed { plan: Box::new(plan), variables }),
                Err(PlanError::NotTaken(reason)) => Err(error::not_followed(reason)),
                Err(PlanError::Refused(refusal)) => Err(error::refusal(&refusal)),
            };
        }
        asked.give_texts(&mut variables);
        match self.plan(&document, operation, &variables) {
            Ok(plan) => {
                self.documents.was_planned(&asked);
                Ok(Route::Plan { plan, variables })
            }
            Err(PlanError::NotTaken(reason)) => {
                // The executor asks for each field alone, and the price is that of all.
                let price = self.planner(&document, &variables).price(document.definition(operation));
                match price.filter(|price| *price > self.engine.limits.cost) {
                    Some(price) => Err(error::too_dear(price, self.engine.limits.cost)),
                    None => Ok(Route::Executor { reason }),
                }
            }
            Err(PlanError::Refused(refusal)) => Err(error::refusal(&refusal)),
        }
    }

    /// A document whose text was not seen before: that of its form, or a new one.
    async fn look_up_form(&self, request: &Request) -> Result<Asked, Answer> {
        check::length(&self.rules, request)?;
        let form = Form::of(&request.query);
        if let Some(form) = &form
            && let Some(document) = self.documents.get_form(&form.key)
        {
            return Ok(Asked { document, texts: form.texts.as_slice().into(), form: None });
        }
        self.admit(request, form).await
    }

    /// Takes in a document of a form that was not seen before.
    async fn admit(&self, request: &Request, form: Option<Form>) -> Result<Asked, Answer> {
        let executor::Engine { limits, catalog, .. } = &self.engine;
        let admitted = check::admit(&self.validator, catalog, limits, &self.rules, request).await?;
        let (mut admitted, is_quick) = admitted;
        let form = form.filter(|form| is_quick && admitted.only().is_some() && form.is_shared(catalog));
        let texts = form.as_ref().map(|form| admitted.take_texts(form)).unwrap_or_default();
        // A field of an input object that is given twice is there once.
        let form = form.filter(|form| form.texts == texts).map(|form| form.key.into());
        let asked = Asked { document: Arc::new(admitted), texts: texts.into(), form };
        self.documents.insert(&request.query, asked.clone());
        Ok(asked)
    }

    /// What async-graphql has against a request, if anything; nothing is executed.
    pub(super) async fn validate(&self, request: &Request) -> Option<Answer> {
        check::validate(&self.validator, &self.rules, parsed_request(request)).await
    }

    pub(super) fn planner<'a>(&self, document: &'a Document, variables: &'a Variables) -> Planner<'a> {
        let executor::Engine { dialect, limits, catalog, .. } = self.engine;
        Planner { catalog, fragments: document.fragments(), variables, dialect, limits }
    }

    pub(super) fn plan(
        &self,
        document: &Document,
        operation: &Operation,
        variables: &Variables,
    ) -> Result<Arc<Plan>, PlanError> {
        let planner = self.planner(document, variables);
        let mut shape = shape(&operation.variables, variables);
        if self.engine.dialect == Dialect::Postgres {
            add_sizes(&mut shape, &document.sizes, variables);
        }
        self.plans.get_or_make(operation, shape, || planner.operation(document.definition(operation)))
    }
}
