//! Persons: what they may be called in a text, and which documents a change of that concerns.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::linking::forms::{NameInput, NameKind, forms_of_all};
use crate::linking::lookup::looked_for;
use crate::linking::parts::{NameWord, words_of};
use crate::store::{PersonFormRow, StoreError, Transaction};

/// A name of a person as stored.
struct StoredName {
    text: String,
    language: String,
    kind: NameKind,
}

impl StoredName {
    /// The same as the linker takes it.
    fn input(&self) -> NameInput<'_> {
        NameInput { text: &self.text, kind: self.kind, language: &self.language }
    }
}

/// The names of persons, the one that is shown first; what people know to be wrong is no name to look for.
async fn names_of(
    transaction: &Transaction,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<StoredName>>, StoreError> {
    let rows = transaction.told_names(ids).await?;
    let mut names: HashMap<i64, Vec<(bool, StoredName)>> = HashMap::default();
    for row in rows.into_iter().filter(|row| row.rank != 2 && row.kind.as_deref() != Some("DESCRIPTION")) {
        let is_shown = row.kind.as_deref() == Some("PREFERRED");
        let language = row.language.unwrap_or_default();
        let name = StoredName { text: row.text, language, kind: NameKind::Alias };
        names.entry(row.person_id).or_default().push((is_shown, name));
    }
    let ordered = |mut names: Vec<(bool, StoredName)>| {
        names.sort_by_key(|(is_shown, _)| !is_shown);
        let mut names: Vec<StoredName> = names.into_iter().map(|(_, name)| name).collect();
        if let Some(first) = names.first_mut() {
            first.kind = NameKind::Preferred;
        }
        names
    };
    Ok(names.into_iter().map(|(id, names)| (id, ordered(names))).collect())
}

/// Finds out anew what these persons may be called, and has the documents looked at again in which that stands.
pub async fn name(transaction: &Transaction, ids: &[i64]) -> Result<(), StoreError> {
    let names = names_of(transaction, ids).await?;
    let known: Vec<PersonFormRow> = transaction.load("person_id", ids, "person_id, form").await?;
    let mut before: HashMap<i64, Vec<PersonFormRow>> = HashMap::default();
    for row in known {
        before.entry(row.person_id).or_default().push(row);
    }
    let facts = transaction.person_facts(ids).await?.into_iter();
    let old_words: HashMap<i64, String> = facts.map(|fact| (fact.person_id, fact.words)).collect();
    let mut words = Vec::new();
    let (mut added, mut changed, mut concerned) = (Vec::new(), Vec::new(), BTreeMap::new());
    for id in ids {
        let inputs: Vec<_> = names.get(id).into_iter().flatten().map(|name| name.input()).collect();
        let mut rows: Vec<PersonFormRow> = forms_of_all(&inputs)
            .into_iter()
            .map(|form| PersonFormRow {
                person_id: *id,
                form: form.text,
                how: form.how.ordinal().into(),
                weight: form.weight.into(),
            })
            .collect();
        rows.sort_by(|one, other| one.form.cmp(&other.form));
        rows.dedup_by(|one, other| one.form == other.form);
        let written = NameWord::written(&words_of(&inputs));
        let has_other_words = old_words.get(id) != Some(&written);
        words.extend(has_other_words.then_some((*id, written)));
        let old = before.remove(id).unwrap_or_default();
        if old == rows {
            continue;
        }
        let is_in = |rows: &[PersonFormRow]| rows.iter().map(|row| row.form.clone()).collect::<HashSet<_>>();
        let (were, are) = (is_in(&old), is_in(&rows));
        for form in were.symmetric_difference(&are) {
            concerned.insert(form.clone(), ());
        }
        changed.push(*id);
        added.extend(rows);
    }
    // In the order of their index: forms of one person are on as many of its pages as there are forms.
    added.sort_unstable_by(|one, other| (&one.form, one.person_id).cmp(&(&other.form, other.person_id)));
    transaction.delete::<PersonFormRow>("person_id", &changed).await?;
    transaction.insert(added).await?;
    transaction.keep_words(&words).await?;
    // As long as no text was read, all are yet to be.
    if transaction.has_linked_texts().await? {
        transaction.look_again_at_documents_with(&looked_for(concerned.keys())).await?;
        transaction.look_again_at_documents_of(&changed).await?;
    }
    Ok(())
}
