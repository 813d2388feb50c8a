//! Mentions that the service found, as people judge them: confirmed or rejected, they become part of the record, under
//! the number that they had; and names that are nobody's, made persons.

use serde_json::json;

use super::input::Input;
use super::session::Session;
use super::{Edited, Problem, ProblemCode, Stopped};
use crate::domain::claim::{ClaimId, Rank, Reference};
use crate::domain::import::shorten;
use crate::domain::mention::{Mention, MentionStatus, form_of};
use crate::domain::record::Record;
use crate::domain::text::Key;
use crate::store::{ClaimRow, FormBearer, MentionRow};
use crate::value::id::{ClaimKind, RecordKind};

/// Of a name that was to be made a person's, how many of those who bear it are told at most.
const BEARERS: i64 = 3;

impl Session {
    /// Says whether a passage names the person that it is said to name.
    pub async fn settle_mention(&mut self, input: Input, status: MentionStatus) -> Result<Edited, Stopped> {
        let expected = input.expected_revision();
        let id = input.number("mention", "claim");
        input.check()?;
        let id = id.unwrap_or_default();
        let row = self.transaction.load::<ClaimRow>("id", &[id], "id").await?.pop();
        let Some(row) = row.filter(|row| row.kind == ClaimKind::Mention.as_str()) else {
            let message = format!("`mention` is `claim:{id}`; expected a mention of the archive");
            let shown = Some(format!("claim:{id}"));
            return Err(Problem::other(ProblemCode::NotFound, "mention", shown, message).into());
        };
        let place = self.load_one(row.record_id).await?;
        self.adopt(id, place).await?;
        self.settle(id, place, status);
        let mut edited = self.write(row.record_id, expected).await?;
        edited.claim = Some(id);
        Ok(edited)
    }

    /// Makes a mention that the service found part of the record; any other claim is that already. Answers whether it
    /// was not.
    pub async fn adopt(&mut self, id: i64, place: usize) -> Result<bool, Stopped> {
        let row = self.transaction.load::<MentionRow>("id", &[id], "id").await?.pop();
        let Some(row) = row.filter(|row| row.status == "candidate") else { return Ok(false) };
        let key = self.transaction.keys_of(&[row.person_id]).await?.pop().map(|row| Key::stored(row.key));
        let Some(key) = key else { return Ok(false) };
        self.transaction.delete_found(&[id]).await?;
        let offset = |value: i64| u32::try_from(value).unwrap_or_default();
        let mention = Mention {
            start: offset(row.span_start),
            end: offset(row.span_end),
            person: Reference { key, id: row.person_id },
            status: MentionStatus::Confirmed,
            rank: Rank::of(row.rank),
            citations: Vec::new(),
            claim: ClaimId { id, ..ClaimId::default() },
        };
        self.set.entries_mut()[place].tell_by_people(|record, telling| match record {
            Record::Article(article) => telling.add("mentions", &mut article.mentions, mention),
            Record::Quotation(quotation) => telling.add("mentions", &mut quotation.mentions, mention),
            _ => {}
        });
        Ok(true)
    }

    /// Has people say so of a mention that is part of the record.
    pub fn settle(&mut self, id: i64, place: usize, status: MentionStatus) {
        self.set.entries_mut()[place].tell_by_people(|record, _| {
            let mentions = match record {
                Record::Article(article) => article.mentions.value_mut(),
                Record::Quotation(quotation) => quotation.mentions.value_mut(),
                _ => None,
            };
            for mention in mentions.into_iter().flatten().filter(|mention| mention.claim.id == id) {
                mention.status = status;
                mention.claim.touch();
            }
        });
    }

    /// Makes a person of a name that is nobody's.
    pub async fn create_from_name(&mut self, input: Input) -> Result<Edited, Stopped> {
        let name = input.required("name", "a name, as `unresolvedNames` tells it").cloned();
        let key = input.get("key").cloned();
        input.check()?;
        let name = name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        let form = form_of(&name);
        // Documents that name somebody who was just made may be looked at only later.
        let bearers =
            self.transaction.form_bearers(std::slice::from_ref(&form), BEARERS).await?.remove(&form);
        if bearers.is_some() || self.transaction.count_of_name(&form).await? == 0 {
            let but = match bearers {
                Some(bearers) => self.called_so(bearers).await?,
                None => String::new(),
            };
            let shown = shorten(&name);
            let message = format!("`name` is `{shown}`; expected a name that `unresolvedNames` tells{but}");
            return Err(Problem::other(ProblemCode::NotFound, "name", Some(shown), message).into());
        }
        let mut person = json!({"names": [{"text": in_one_line(&name)}]});
        if let Some(key) = key {
            person["key"] = key;
        }
        self.create(RecordKind::Person, Input::read(&json!({"person": person}))).await
    }

    /// Words for who is called so already; nobody is named where these are many.
    async fn called_so(&self, bearers: Vec<FormBearer>) -> Result<String, Stopped> {
        let ids: Vec<i64> = bearers.into_iter().map(|bearer| bearer.person_id).collect();
        let keys = self.transaction.keys_of(&ids).await?;
        let keys: Vec<String> = keys.into_iter().map(|row| format!("`{}`", row.key)).collect();
        Ok(match keys.as_slice() {
            [] => format!(", but more than {BEARERS} persons are called so already"),
            [one] => format!(", but the person {one} is called so already"),
            several => format!(", but the persons {} are called so already", several.join(", ")),
        })
    }
}

/// A name that a text breaks over lines, as one of a record is written.
fn in_one_line(name: &str) -> String {
    let is_break = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    let parts = name.split(is_break).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
