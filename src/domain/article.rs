//! Articles: what an import may tell of one, and the rows it becomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::citation::{Citation, citation_rows};
use super::claim::Visitor;
use super::date::{Date, DateColumns, date_length, sort_day};
use super::field::Field;
use super::mention::{Mention, Mentioning, TextChange, mention_rows, tell_mentions};
use super::rows::Rows;
use super::telling::Telling;
use super::text::{Key, Language, Line, Prose, Url};
use crate::store::{ArticleRow, DocumentRow};
use crate::value::id::RecordKind;
use crate::value::name::fold;

/// A document of prose, or a source known only by its title.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// The caller's own stable name for the article.
    pub key: Key,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub title: Field<Line>,
    /// Its text; left out of a source that is known only by its title, such as a printed book.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub body: Field<Prose>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub author: Field<Line>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub published: Field<Date>,
    /// The language it is written in.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub language: Field<Language>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub url: Field<Url>,
    /// On what terms it may be passed on.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub license: Field<Line>,
    /// The passages of the body that name a person.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub mentions: Field<Vec<Mention>>,
    /// Where the record itself comes from.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub citations: Field<Vec<Citation>>,
}

impl Article {
    /// An article of which only the key is known.
    pub fn bare(key: Key) -> Article {
        Article {
            key,
            title: Field::Absent,
            body: Field::Absent,
            author: Field::Absent,
            published: Field::Absent,
            language: Field::Absent,
            url: Field::Absent,
            license: Field::Absent,
            mentions: Field::Absent,
            citations: Field::Absent,
        }
    }

    /// Shows a visitor every list.
    pub fn visit(&mut self, visitor: &mut impl Visitor) {
        visitor.list("mentions", &mut self.mentions);
        visitor.list("citations", &mut self.citations);
    }

    /// Changes this record to what `told` says. Mentions follow their words when the body changes.
    pub fn tell(&mut self, told: Article, telling: &mut Telling<'_>) {
        let change = match told.body.is_absent() {
            true => None,
            false => TextChange::of(self.text(), told.text()),
        };
        telling.scalar("title", &mut self.title, told.title);
        telling.scalar("body", &mut self.body, told.body);
        telling.scalar("author", &mut self.author, told.author);
        telling.scalar("published", &mut self.published, told.published);
        telling.scalar("language", &mut self.language, told.language);
        telling.scalar("url", &mut self.url, told.url);
        telling.scalar("license", &mut self.license, told.license);
        let text = self.body.value().map_or("", |body| body);
        tell_mentions(&mut self.mentions, told.mentions, change.as_ref(), text, telling);
        telling.list("citations", &mut self.citations, told.citations);
    }

    /// Its body; empty where it has none.
    pub fn text(&self) -> &str {
        self.body.value().map_or("", |body| body)
    }

    /// Adds the rows of this record, whose number is `id`.
    pub fn rows(&self, id: i64, rows: &mut Rows) {
        let document = DocumentParts {
            kind: RecordKind::Article,
            title: self.title.value(),
            language: self.language.value(),
            date: self.published.value(),
            text: self.body.value(),
        };
        let sort_day = document.rows(id, rows);
        rows.articles.push(ArticleRow {
            id,
            author: self.author.value().map(|author| author.to_string()),
            url: self.url.value().map(|url| url.to_string()),
            license: self.license.value().map(|license| license.to_string()),
        });
        let mentioning =
            Mentioning { document_id: id, kind: RecordKind::Article, sort_day, text: self.text() };
        mention_rows(self.mentions.items(), &mentioning, rows);
        citation_rows(self.citations.items(), id, rows);
    }
}

/// What articles and quotations share.
pub struct DocumentParts<'a> {
    pub kind: RecordKind,
    pub title: Option<&'a Line>,
    pub language: Option<&'a Language>,
    pub date: Option<&'a Date>,
    pub text: Option<&'a Prose>,
}

impl DocumentParts<'_> {
    /// Adds the row that articles and quotations share; answers where its date sorts.
    pub fn rows(&self, id: i64, rows: &mut Rows) -> i64 {
        let value = self.date.map(|date| &date.value);
        let date = DateColumns::of(value);
        let sort_day = sort_day(value);
        rows.documents.push(DocumentRow {
            id,
            kind: self.kind.as_str().to_owned(),
            title: self.title.map(|title| title.to_string()),
            title_folded: self.title.map(|title| fold(title)),
            language: self.language.map(|language| language.to_string()),
            date_edtf: date.edtf,
            date_text: date.text,
            date_calendar: date.calendar,
            date_gregorian: date.gregorian,
            date_julian: date.julian,
            date_from: date.from,
            date_to: date.to,
            date_earliest: date.earliest,
            date_latest: date.latest,
            date_length: value.and_then(date_length),
            sort_day,
            text: self.text.map(|text| text.to_string()),
        });
        sort_day
    }
}
