//! Claims of records: added, changed, ranked, withdrawn, one at a time.

use serde_json::{Value, json};

use super::input::{Input, number_of};
use super::session::Session;
use super::told::{self, Form};
use super::{Edited, Problem, ProblemCode, Stopped};
use crate::domain::citation::Citation;
use crate::domain::claim::{ClaimId, Element, Rank, Reference, Visitor};
use crate::domain::field::Field;
use crate::domain::import::shorten;
use crate::domain::mention::MentionStatus;
use crate::domain::record::Record;
use crate::domain::telling::{Telling, identity_text};
use crate::store::ClaimRow;
use crate::value::id::{ClaimKind, RecordKind};

/// How the API calls a claim in an input, the list of the record form that holds it, and whose list that is.
struct Noun {
    field: &'static str,
    list: &'static str,
    of: &'static str,
    record: RecordKind,
}

fn noun(kind: ClaimKind) -> Noun {
    let noun = |field, list, of, record| Noun { field, list, of, record };
    match kind {
        ClaimKind::Name => noun("name", "names", "person", RecordKind::Person),
        ClaimKind::Identifier => noun("identifier", "identifiers", "person", RecordKind::Person),
        ClaimKind::Relation => noun("relation", "relations", "person", RecordKind::Person),
        ClaimKind::Participation => noun("participation", "participants", "event", RecordKind::Event),
        ClaimKind::Attribution => noun("attribution", "attributions", "quotation", RecordKind::Quotation),
        ClaimKind::Mention => noun("mention", "mentions", "document", RecordKind::Article),
        ClaimKind::Citation | ClaimKind::Record => noun("citation", "citations", "of", RecordKind::Person),
    }
}

impl Session {
    /// Adds a claim to a record, or a citation to a claim.
    pub async fn add_claim(&mut self, kind: ClaimKind, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let noun = noun(kind);
        let (record_id, parent) = self.target(kind, &input).await?;
        let place = self.load_one(record_id).await?;
        self.adopt(parent, place).await?;
        let fields = input.required(noun.field, "an object").cloned().unwrap_or_default();
        input.check()?;
        let told = self.told_claim(&noun, place, fields).await?;
        let entry = &mut self.set.entries_mut()[place];
        let mut is_there = false;
        entry.tell_by_people(|record, telling| {
            is_there = !with_list(record, told, kind, Adding { telling, name: noun.list, parent });
        });
        if is_there {
            let message = format!("`{}` is there already; hint: change that one instead", noun.field);
            return Err(Problem::other(ProblemCode::Taken, noun.field, None, message).into());
        }
        self.number_claims().await?;
        let claim = newest(&mut self.set.entries_mut()[place].current);
        let mut edited = self.write(record_id, expected).await?;
        edited.claim = claim.filter(|_| !self.is_dry_run);
        Ok(edited)
    }

    /// Changes a claim: what the input leaves out stays, what is null is cleared.
    pub async fn change_claim(&mut self, kind: ClaimKind, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let noun = noun(kind);
        let (id, record_id) = self.claim_of(&input, Some(kind)).await?;
        let place = self.load_one(record_id).await?;
        self.adopt(id, place).await?;
        let changes = input.required(noun.field, "an object").cloned().unwrap_or_default();
        input.check()?;
        let mut found = Finding { id, element: None };
        self.set.entries_mut()[place].current.visit(&mut found);
        let mut element = found.element.ok_or(Stopped::Problems(Vec::new()))?;
        api_form(&mut element);
        if let (Value::Object(element), Value::Object(changes)) = (&mut element, changes) {
            for (name, value) in changes {
                match value {
                    Value::Null => element.remove(&name),
                    value => element.insert(name, value),
                };
            }
        }
        let told = self.told_claim(&noun, place, element).await?;
        let entry = &mut self.set.entries_mut()[place];
        entry.tell_by_people(|record, telling| {
            with_list(record, told, kind, Changing { telling, id });
        });
        let mut edited = self.write(record_id, expected).await?;
        edited.claim = Some(id);
        Ok(edited)
    }

    /// Says which of several claims to believe first.
    pub async fn rank(&mut self, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let rank = input.required("rank", "`PREFERRED`, `NORMAL` or `DEPRECATED`").cloned();
        let rank = rank.and_then(|rank| match serde_json::from_value::<Rank>(rank.clone()) {
            Ok(rank) => Some(rank),
            Err(_) => {
                let expected = "`PREFERRED`, `NORMAL` or `DEPRECATED`";
                input.wrong(Problem::invalid("rank", Some(shorten(&rank.to_string())), expected));
                None
            }
        });
        let (id, record_id) = self.claim_of(&input, None).await?;
        let Some(rank) = rank else { return Err(Stopped::Problems(Vec::new())) };
        let place = self.load_one(record_id).await?;
        self.adopt(id, place).await?;
        self.set.entries_mut()[place].current.visit(&mut Ranking { id, rank });
        let mut edited = self.write(record_id, expected).await?;
        edited.claim = Some(id);
        Ok(edited)
    }

    /// Takes a claim away. No import brings it back.
    pub async fn withdraw(&mut self, input: Input) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let (id, record_id) = self.claim_of(&input, None).await?;
        let place = self.load_one(record_id).await?;
        if self.adopt(id, place).await? {
            // Taken away, the service would find it again.
            self.settle(id, place, MentionStatus::Rejected);
            return self.write(record_id, expected).await;
        }
        self.set.entries_mut()[place].tell_by_people(|record, telling| {
            record.visit(&mut Withdrawing { id, telling });
        });
        self.write(record_id, expected).await
    }

    /// The claim that the input names, and its record.
    async fn claim_of(&self, input: &Input, kind: Option<ClaimKind>) -> Result<(i64, i64), Stopped> {
        let id = input.number("claim", "claim");
        input.check()?;
        let id = id.unwrap_or_default();
        let row = self.transaction.load::<ClaimRow>("id", &[id], "id").await?.pop();
        let is_claim = |row: &ClaimRow| match kind {
            Some(kind) => row.kind == kind.as_str(),
            None => row.kind != ClaimKind::Record.as_str(),
        };
        match row.filter(is_claim) {
            Some(row) => Ok((id, row.record_id)),
            None => Err(not_a_claim("claim", id, kind).into()),
        }
    }

    /// The record that a claim is added to, and for a citation the claim that it supports.
    async fn target(&self, kind: ClaimKind, input: &Input) -> Result<(i64, i64), Stopped> {
        let noun = noun(kind);
        if !matches!(kind, ClaimKind::Mention | ClaimKind::Citation) {
            let named = self.named(input, noun.of, noun.record).await?;
            return Ok((named.row.id, named.row.id));
        }
        let chosen = input.required(noun.of, "an object with one field").cloned().unwrap_or_default();
        input.check()?;
        let mut given = chosen.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let (Some((name, value)), None) = (given.next(), given.next()) else {
            let shown = Some(shorten(&chosen.to_string()));
            return Err(Problem::invalid(noun.of, shown, "an object with exactly one field").into());
        };
        let field = format!("{}.{name}", noun.of);
        if name == "claim" {
            let id = value.as_str().and_then(|text| number_of(text, "claim"));
            let Some(id) = id else {
                let expected = "an id such as `claim:17`";
                return Err(Problem::invalid(field, Some(shorten(&value.to_string())), expected).into());
            };
            let row = self.transaction.load::<ClaimRow>("id", &[id], "id").await?.pop();
            let can_be_cited = |row: &ClaimRow| row.kind != "citation" && row.kind != "record";
            return match row.filter(can_be_cited) {
                Some(row) => Ok((row.record_id, id)),
                None => Err(not_a_claim(&field, id, None).into()),
            };
        }
        let Ok(kind) = name.parse::<RecordKind>() else {
            return Err(Problem::invalid(noun.of, Some(shorten(name)), "a kind of record").into());
        };
        let inner = Input::read(&json!({ name: value }));
        let named = self.named(&inner, name, kind).await.map_err(|stopped| beneath(noun.of, stopped))?;
        Ok((named.row.id, named.row.id))
    }

    /// Loads the record of a claim; answers where it is in the set.
    pub async fn load_one(&mut self, record_id: i64) -> Result<usize, Stopped> {
        self.set.load_ids(&self.transaction, &[record_id]).await?;
        self.set.place_of(record_id).ok_or_else(|| {
            let message = "the record of this claim is gone".to_owned();
            Problem::other(ProblemCode::NotFound, "claim", None, message).into()
        })
    }

    /// A record that tells nothing but one claim.
    async fn told_claim(&self, noun: &Noun, place: usize, fields: Value) -> Result<Record, Stopped> {
        let current = &self.set.entries()[place].current;
        let mut record = json!({ noun.list: [fields] });
        told::fill_required_of(&mut record, current);
        if let (Record::Article(article), "mentions") = (current, noun.list) {
            // The span is checked in the text that it counts in.
            record["body"] = json!(article.body.value().map(|body| body.to_string()));
        }
        let inner = format!("{}[0]", noun.list);
        let form = Form { kind: current.kind(), path: noun.field, inner: &inner, made: None };
        told::read(&self.transaction, &form, record).await
    }

    /// Gives claims that are new their numbers.
    async fn number_claims(&mut self) -> Result<(), Stopped> {
        let wanted = self.set.numbers_wanted();
        self.batch.reserve(&self.transaction, wanted).await?;
        self.set.number(|| self.batch.next_id());
        Ok(())
    }
}

fn not_a_claim(field: &str, id: i64, kind: Option<ClaimKind>) -> Problem {
    let what = match kind {
        Some(kind) => format!("a claim of the kind `{kind}`"),
        None => "a claim".to_owned(),
    };
    let message = format!("`{field}` is `claim:{id}`; expected {what} of the archive");
    Problem::other(ProblemCode::NotFound, field, Some(format!("claim:{id}")), message)
}

fn beneath(outer: &str, stopped: Stopped) -> Stopped {
    match stopped {
        Stopped::Problems(mut problems) => {
            for problem in &mut problems {
                problem.message = problem.message.replacen(
                    &format!("`{}`", problem.field),
                    &format!("`{outer}.{}`", problem.field),
                    1,
                );
                problem.field = format!("{outer}.{}", problem.field);
            }
            Stopped::Problems(problems)
        }
        store => store,
    }
}

/// Makes the references of an element of the record form what they are in the API: objects with a key.
fn api_form(element: &mut Value) {
    let Value::Object(fields) = element else { return };
    for (name, value) in fields {
        match (name.as_str(), &value) {
            ("person" | "article", Value::String(key)) => *value = json!({ "key": key }),
            ("citations", _) => value.as_array_mut().into_iter().flatten().for_each(api_form),
            _ => {}
        }
    }
}

/// The highest number among a record's claims.
fn newest(record: &mut Record) -> Option<i64> {
    let mut highest = None;
    record.visit(&mut crate::domain::claim::EachClaim(|_, claim: &mut ClaimId| {
        highest = highest.max(Some(claim.id));
    }));
    highest
}

/// Something to do with a list of a record and the one that was told.
trait ListOperation {
    fn run<E: Element>(self, current: &mut Field<Vec<E>>, told: Field<Vec<E>>) -> bool;
    /// The same for citations, which may belong to any claim of the record.
    fn run_citations(self, record: &mut Record, told: Field<Vec<Citation>>) -> bool;
}

/// Does something with the list in which claims of a kind are.
fn with_list(record: &mut Record, told: Record, kind: ClaimKind, operation: impl ListOperation) -> bool {
    use Record::{Article, Event, Person, Quotation};
    match (kind, record, told) {
        (ClaimKind::Name, Person(record), Person(told)) => operation.run(&mut record.names, told.names),
        (ClaimKind::Identifier, Person(record), Person(told)) => {
            operation.run(&mut record.identifiers, told.identifiers)
        }
        (ClaimKind::Relation, Person(record), Person(told)) => {
            operation.run(&mut record.relations, told.relations)
        }
        (ClaimKind::Participation, Event(record), Event(told)) => {
            operation.run(&mut record.participants, told.participants)
        }
        (ClaimKind::Attribution, Quotation(record), Quotation(told)) => {
            operation.run(&mut record.attributions, told.attributions)
        }
        (ClaimKind::Mention, Article(record), Article(told)) => {
            operation.run(&mut record.mentions, told.mentions)
        }
        (ClaimKind::Mention, Quotation(record), Quotation(told)) => {
            operation.run(&mut record.mentions, told.mentions)
        }
        (ClaimKind::Citation, record, told) => operation.run_citations(record, citations_of(told)),
        _ => false,
    }
}

fn citations_of(record: Record) -> Field<Vec<Citation>> {
    match record {
        Record::Person(record) => record.citations,
        Record::Event(record) => record.citations,
        Record::Article(record) => record.citations,
        Record::Quotation(record) => record.citations,
    }
}

fn citations_mut(record: &mut Record) -> &mut Field<Vec<Citation>> {
    match record {
        Record::Person(record) => &mut record.citations,
        Record::Event(record) => &mut record.citations,
        Record::Article(record) => &mut record.citations,
        Record::Quotation(record) => &mut record.citations,
    }
}

/// Adds what was told; answers whether that was not there already.
struct Adding<'a, 't> {
    telling: &'a mut Telling<'t>,
    name: &'static str,
    /// What a citation supports: the record or one of its claims.
    parent: i64,
}

impl ListOperation for Adding<'_, '_> {
    fn run<E: Element>(self, current: &mut Field<Vec<E>>, told: Field<Vec<E>>) -> bool {
        let Some(element) = told.items().first().cloned() else { return false };
        if current.items().iter().any(|known| known.identity() == element.identity()) {
            return false;
        }
        self.telling.add(self.name, current, element);
        true
    }

    fn run_citations(self, record: &mut Record, told: Field<Vec<Citation>>) -> bool {
        let mut is_claim = false;
        let mut is_new = false;
        let told = told.items().first().cloned();
        record.visit(&mut EachWithCitations(self.parent, |citations: &mut Vec<Citation>, of: &str| {
            is_claim = true;
            if let Some(told) = told.clone()
                && citations.iter().all(|known| known.identity() != told.identity())
            {
                is_new = true;
                self.telling.add_to(citations, told, of);
            }
        }));
        match is_claim {
            true => is_new,
            false => self.run(citations_mut(record), told.map(|told| vec![told]).into()),
        }
    }
}

/// Changes one claim to what was told.
struct Changing<'a, 't> {
    telling: &'a mut Telling<'t>,
    id: i64,
}

impl ListOperation for Changing<'_, '_> {
    fn run<E: Element>(self, current: &mut Field<Vec<E>>, told: Field<Vec<E>>) -> bool {
        let Some(told) = told.items().first().cloned() else { return false };
        let found = current.value_mut().into_iter().flatten().find(|known| known.claim().id == self.id);
        if let Some(element) = found {
            self.telling.element("", element, told, "");
        }
        true
    }

    fn run_citations(self, record: &mut Record, told: Field<Vec<Citation>>) -> bool {
        let Some(told) = told.items().first().cloned() else { return false };
        let id = self.id;
        let telling = self.telling;
        record.visit(&mut EachWithCitations(0, |citations: &mut Vec<Citation>, of: &str| {
            if let Some(citation) = citations.iter_mut().find(|known| known.claim.id == id) {
                telling.element("", citation, told.clone(), of);
            }
        }));
        let own = citations_mut(record).value_mut().into_iter().flatten();
        if let Some(citation) = own.into_iter().find(|known| known.claim.id == id) {
            telling.element("", citation, told, "");
        }
        true
    }
}

/// Shows the citations of one claim, or with 0 of every claim, and what makes it that claim.
struct EachWithCitations<F>(i64, F);

impl<F: FnMut(&mut Vec<Citation>, &str)> Visitor for EachWithCitations<F> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            if self.0 != 0 && element.claim().id != self.0 {
                continue;
            }
            let of = identity_text(element, "");
            if let Some(citations) = element.citations_mut() {
                (self.1)(citations, &of);
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// Finds a claim and tells it as JSON.
struct Finding {
    id: i64,
    element: Option<Value>,
}

impl Visitor for Finding {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            if element.claim().id == self.id {
                self.element = serde_json::to_value(&*element).ok();
            }
            for citation in element.citations_mut().into_iter().flatten() {
                if citation.claim.id == self.id {
                    self.element = serde_json::to_value(&*citation).ok();
                }
            }
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// Gives a claim a rank.
struct Ranking {
    id: i64,
    rank: Rank,
}

impl Ranking {
    fn set<E: Element>(&self, element: &mut E) {
        if element.claim().id == self.id && *element.rank_mut() != self.rank {
            *element.rank_mut() = self.rank;
            element.claim_mut().touch();
        }
    }
}

impl Visitor for Ranking {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        for element in list.value_mut().into_iter().flatten() {
            self.set(element);
            element.citations_mut().into_iter().flatten().for_each(|citation| self.set(citation));
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}

/// Takes a claim away.
struct Withdrawing<'a, 't> {
    id: i64,
    telling: &'a mut Telling<'t>,
}

impl Visitor for Withdrawing<'_, '_> {
    fn list<E: Element>(&mut self, _: &'static str, list: &mut Field<Vec<E>>) {
        let Some(elements) = list.value_mut() else { return };
        if let Some(at) = elements.iter().position(|element| element.claim().id == self.id) {
            self.telling.take_away(elements, at, "");
        }
        for element in elements.iter_mut() {
            let of = identity_text(element, "");
            let Some(citations) = element.citations_mut() else { continue };
            if let Some(at) = citations.iter().position(|citation| citation.claim.id == self.id) {
                self.telling.take_away(citations, at, &of);
            }
        }
        if elements.is_empty() {
            *list = Field::Absent;
        }
    }

    fn reference(&mut self, _: &'static str, _: RecordKind, _: &mut Reference) {}
}
