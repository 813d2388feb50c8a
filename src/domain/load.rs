//! Records from their rows, many at once: what an import compares with, and what an export writes.

use std::collections::{HashMap, HashSet};

use super::article::Article;
use super::citation::Citation;
use super::claim::{ClaimId, Rank, Reference};
use super::date::{Date, from_columns};
use super::event::{Event, Participation, Told};
use super::field::Field;
use super::mention::{Mention, MentionStatus};
use super::person::{Identifier, Name, Person, Relation};
use super::quotation::{Attribution, Quotation, Source};
use super::record::Record;
use super::text::{Key, Language, Line, Prose, Token, Url};
use super::vitals::Vitals;
use crate::store::{
    ArticleRow, AttributionRow, CitationRow, ClaimMark, DocumentRow, EventRow, ExternalKeyRow, IdentifierRow,
    MentionRow, ParticipationRow, PersonNameRow, PersonRow, QuotationRow, RelationRow, StoreError,
    Transaction,
};
use crate::value::id::RecordKind;

/// A stored date from the columns that `$prefix` begins.
macro_rules! stored_date {
    ($row:expr, $edtf:ident, $text:ident, $calendar:ident) => {
        from_columns($row.$edtf.as_deref(), $row.$text.as_deref(), $row.$calendar.as_deref())
            .map(Date::stored)
    };
}

/// The records of one kind with these numbers, each as an export writes it.
pub async fn load(
    transaction: &Transaction,
    kind: RecordKind,
    ids: &[i64],
) -> Result<HashMap<i64, Record>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    match kind {
        RecordKind::Person => load_persons(transaction, ids).await,
        RecordKind::Event => load_events(transaction, ids).await,
        RecordKind::Article => load_articles(transaction, ids).await,
        RecordKind::Quotation => load_quotations(transaction, ids).await,
    }
}

/// What the elements of records share: keys of what they refer to, citations, and who made them.
struct Shared {
    keys: HashMap<i64, Key>,
    citations: HashMap<i64, Vec<Citation>>,
    marks: HashMap<i64, ClaimMark>,
}

impl Shared {
    /// Loads it for the records `ids`, their claims `claim_ids`, and what these refer to.
    async fn load(
        transaction: &Transaction,
        ids: &[i64],
        claim_ids: impl Iterator<Item = i64>,
        referred: impl Iterator<Item = i64>,
    ) -> Result<Shared, StoreError> {
        let cited: Vec<i64> = ids.iter().copied().chain(claim_ids).collect();
        let rows: Vec<CitationRow> = transaction.load("claim_id", &cited, "id").await?;
        let articles = rows.iter().map(|row| row.article_id);
        let wanted: HashSet<i64> = ids.iter().copied().chain(articles).chain(referred).collect();
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let keys = transaction.keys_of(&wanted).await?;
        let mut shared = Shared {
            keys: keys.into_iter().map(|row: ExternalKeyRow| (row.record_id, Key::stored(row.key))).collect(),
            citations: HashMap::new(),
            marks: transaction.claim_marks(ids).await?.into_iter().map(|mark| (mark.id, mark)).collect(),
        };
        for row in rows {
            let article = shared.reference(row.article_id);
            let claim = shared.claim(row.id);
            let citations = shared.citations.entry(row.claim_id).or_default();
            citations.push(Citation::stored(row, article, claim));
        }
        Ok(shared)
    }

    fn key(&self, id: i64) -> Key {
        // Every record has a key; were one missing, its number says which.
        self.keys.get(&id).cloned().unwrap_or_else(|| Key::stored(id.to_string()))
    }

    fn reference(&self, id: i64) -> Reference {
        Reference { key: self.key(id), id }
    }

    fn claim(&self, id: i64) -> ClaimId {
        match self.marks.get(&id) {
            None => ClaimId { id, ..ClaimId::default() },
            Some(mark) => ClaimId {
                id,
                curated: mark.is_curated,
                touched: false,
                home: mark.home_id,
                target: mark.target_id,
            },
        }
    }

    fn citations(&mut self, claim_id: i64) -> Vec<Citation> {
        self.citations.remove(&claim_id).unwrap_or_default()
    }

    fn record_citations(&mut self, id: i64) -> Field<Vec<Citation>> {
        self.citations.remove(&id).into()
    }

    fn mentions(&mut self, rows: Vec<MentionRow>) -> HashMap<i64, Vec<Mention>> {
        let mut mentions: HashMap<i64, Vec<Mention>> = HashMap::new();
        for row in rows {
            let offset = |value: i64| u32::try_from(value).unwrap_or_default();
            mentions.entry(row.document_id).or_default().push(Mention {
                start: offset(row.span_start),
                end: offset(row.span_end),
                person: self.reference(row.person_id),
                status: MentionStatus::stored(&row.status),
                rank: Rank::of(row.rank),
                citations: self.citations(row.id),
                claim: self.claim(row.id),
            });
        }
        mentions
    }
}

async fn load_persons(transaction: &Transaction, ids: &[i64]) -> Result<HashMap<i64, Record>, StoreError> {
    let persons: Vec<PersonRow> = transaction.load("id", ids, "id").await?;
    let names: Vec<PersonNameRow> = transaction.load("person_id", ids, "id").await?;
    let identifiers: Vec<IdentifierRow> = transaction.load("person_id", ids, "id").await?;
    let relations: Vec<RelationRow> = transaction.load("person_id", ids, "id").await?;
    let claims = names.iter().map(|row| row.id).chain(identifiers.iter().map(|row| row.id));
    let claims = claims.chain(relations.iter().map(|row| row.id));
    let related = relations.iter().map(|row| row.related_id);
    let mut shared = Shared::load(transaction, ids, claims, related).await?;
    let mut names_of: HashMap<i64, Vec<Name>> = HashMap::new();
    for row in names {
        names_of.entry(row.person_id).or_default().push(stored_name(row, &mut shared));
    }
    let mut identifiers_of: HashMap<i64, Vec<Identifier>> = HashMap::new();
    for row in identifiers {
        identifiers_of.entry(row.person_id).or_default().push(Identifier {
            scheme: Line::stored(row.scheme),
            value: Line::stored(row.value),
            rank: Rank::of(row.rank),
            citations: shared.citations(row.id),
            claim: shared.claim(row.id),
        });
    }
    let mut relations_of: HashMap<i64, Vec<Relation>> = HashMap::new();
    for row in relations {
        relations_of.entry(row.person_id).or_default().push(stored_relation(row, &mut shared));
    }
    let record = |row: PersonRow| {
        let person = Person {
            names: names_of.remove(&row.id).into(),
            gender: row.gender.clone().map(Token::stored).into(),
            description: row.description.clone().map(Prose::stored).into(),
            identifiers: identifiers_of.remove(&row.id).into(),
            relations: relations_of.remove(&row.id).into(),
            citations: shared.record_citations(row.id),
            vitals: Vitals::of_row(&row),
            ..Person::bare(shared.key(row.id))
        };
        (row.id, Record::Person(person.into()))
    };
    Ok(persons.into_iter().map(record).collect())
}

fn stored_name(row: PersonNameRow, shared: &mut Shared) -> Name {
    Name {
        date: stored_date!(row, date_edtf, date_text, date_calendar),
        text: Line::stored(row.text),
        kind: row.kind.map(Token::stored),
        language: row.language.map(Language::stored),
        note: row.note.map(Prose::stored),
        rank: Rank::of(row.rank),
        citations: shared.citations(row.id),
        claim: shared.claim(row.id),
    }
}

fn stored_relation(row: RelationRow, shared: &mut Shared) -> Relation {
    Relation {
        date: stored_date!(row, date_edtf, date_text, date_calendar),
        kind: Token::stored(row.kind),
        person: shared.reference(row.related_id),
        note: row.note.map(Prose::stored),
        rank: Rank::of(row.rank),
        citations: shared.citations(row.id),
        claim: shared.claim(row.id),
    }
}

async fn load_events(transaction: &Transaction, ids: &[i64]) -> Result<HashMap<i64, Record>, StoreError> {
    let events: Vec<EventRow> = transaction.load("id", ids, "id").await?;
    let parts: Vec<ParticipationRow> = transaction.load("event_id", ids, "id").await?;
    let claims = parts.iter().map(|row| row.id);
    let persons = parts.iter().map(|row| row.person_id);
    let mut shared = Shared::load(transaction, ids, claims, persons).await?;
    let mut parts_of: HashMap<i64, Vec<Participation>> = HashMap::new();
    for row in parts {
        parts_of.entry(row.event_id).or_default().push(Participation {
            person: shared.reference(row.person_id),
            role: Token::stored(row.role),
            note: row.note.map(Prose::stored),
            rank: Rank::of(row.rank),
            citations: shared.citations(row.id),
            claim: shared.claim(row.id),
        });
    }
    let record = |row: EventRow| {
        let rank = Rank::of(row.rank);
        let event = Event {
            date: stored_date!(row, date_edtf, date_text, date_calendar).into(),
            title: row.title.map(Line::stored).into(),
            description: row.description.map(Prose::stored).into(),
            place: row.place.map(Line::stored).into(),
            rank: (!rank.is_normal()).then_some(rank).into(),
            participants: parts_of.remove(&row.id).into(),
            citations: shared.record_citations(row.id),
            told: Told(row.told_in_full),
            ..Event::bare(shared.key(row.id), Token::stored(row.kind))
        };
        (row.id, Record::Event(event.into()))
    };
    Ok(events.into_iter().map(record).collect())
}

async fn load_articles(transaction: &Transaction, ids: &[i64]) -> Result<HashMap<i64, Record>, StoreError> {
    let documents: Vec<DocumentRow> = transaction.load("id", ids, "id").await?;
    let articles: Vec<ArticleRow> = transaction.load("id", ids, "id").await?;
    let mentions = transaction.told_mentions(ids).await?;
    let claims = mentions.iter().map(|row| row.id);
    let persons = mentions.iter().map(|row| row.person_id);
    let mut shared = Shared::load(transaction, ids, claims, persons).await?;
    let mut mentions_of = shared.mentions(mentions);
    let record = |(document, row): (DocumentRow, ArticleRow)| {
        let article = Article {
            published: stored_date!(document, date_edtf, date_text, date_calendar).into(),
            title: document.title.map(Line::stored).into(),
            body: document.text.map(Prose::stored).into(),
            author: row.author.map(Line::stored).into(),
            language: document.language.map(Language::stored).into(),
            url: row.url.map(Url::stored).into(),
            license: row.license.map(Line::stored).into(),
            mentions: mentions_of.remove(&row.id).into(),
            citations: shared.record_citations(row.id),
            ..Article::bare(shared.key(row.id))
        };
        (row.id, Record::Article(article.into()))
    };
    Ok(documents.into_iter().zip(articles).map(record).collect())
}

async fn load_quotations(transaction: &Transaction, ids: &[i64]) -> Result<HashMap<i64, Record>, StoreError> {
    let documents: Vec<DocumentRow> = transaction.load("id", ids, "id").await?;
    let quotations: Vec<QuotationRow> = transaction.load("id", ids, "id").await?;
    let attributions: Vec<AttributionRow> = transaction.load("quotation_id", ids, "id").await?;
    let mentions = transaction.told_mentions(ids).await?;
    let claims = attributions.iter().map(|row| row.id).chain(mentions.iter().map(|row| row.id));
    let sources = quotations.iter().filter_map(|row| row.source_id);
    let occasions = quotations.iter().filter_map(|row| row.occasion_id);
    let speakers = attributions.iter().filter_map(|row| row.person_id);
    let persons = speakers.chain(mentions.iter().map(|row| row.person_id));
    let referred = persons.chain(sources).chain(occasions);
    let mut shared = Shared::load(transaction, ids, claims, referred).await?;
    let mut mentions_of = shared.mentions(mentions);
    let mut attributions_of: HashMap<i64, Vec<Attribution>> = HashMap::new();
    for row in attributions {
        let (id, quotation_id) = (row.id, row.quotation_id);
        let person = row.person_id.map(|person| shared.reference(person));
        let mut attribution = Attribution::stored(row, person, shared.claim(id));
        attribution.citations = shared.citations(id);
        attributions_of.entry(quotation_id).or_default().push(attribution);
    }
    let record = |(document, row): (DocumentRow, QuotationRow)| {
        let offset = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
        let source = row.source_id.map(|article| Source {
            article: shared.reference(article),
            start: offset(row.source_start),
            end: offset(row.source_end),
        });
        let text = Prose::stored(document.text.clone().unwrap_or_default());
        let quotation = Quotation {
            date: stored_date!(document, date_edtf, date_text, date_calendar).into(),
            title: document.title.map(Line::stored).into(),
            language: document.language.map(Language::stored).into(),
            work: row.work.map(Line::stored).into(),
            note: row.note.map(Prose::stored).into(),
            attributions: attributions_of.remove(&row.id).into(),
            source: source.into(),
            occasion: row.occasion_id.map(|event| shared.reference(event)).into(),
            mentions: mentions_of.remove(&row.id).into(),
            citations: shared.record_citations(row.id),
            ..Quotation::bare(shared.key(row.id), text)
        };
        (row.id, Record::Quotation(quotation.into()))
    };
    Ok(documents.into_iter().zip(quotations).map(record).collect())
}
