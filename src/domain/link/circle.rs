//! Who is close to the authors of texts: their families, and whom they name most.

use foldhash::HashMap;

use super::document::Text;
use super::known::{NEARBY, bearers, each_once};
use crate::linking::fold;
use crate::linking::forms::How;
use crate::linking::lookup::Entry;
use crate::linking::parts::{NameWord, Role};
use crate::linking::rank::CIRCLE;
use crate::store::{PersonFactRow, StoreError, Transaction};

/// How often an author must name somebody about that time who is close.
const NAMED_OFTEN: i64 = 3;

/// Finds out who is close to the authors of texts: their families, by the last name, and whom they name most.
pub async fn circles(transaction: &Transaction, texts: &mut [Text]) -> Result<(), StoreError> {
    let by = |text: &Text| Some((text.document.author?, text.document.year.map_or(0, i64::from)));
    let authors = each_once(texts.iter().filter_map(by));
    if authors.is_empty() {
        return Ok(());
    }
    let families = families_of(transaction, each_once(authors.iter().map(|(author, _)| *author))).await?;
    let asked: Vec<_> =
        authors.iter().map(|(author, year)| (*author, year - NEARBY, year + NEARBY)).collect();
    let most = i64::try_from(CIRCLE).unwrap_or(i64::MAX);
    let named = transaction.named_most(&asked, NAMED_OFTEN, most).await?;
    let circle = |((author, year), named): ((i64, i64), Vec<i64>)| {
        let family = families.get(&author).map_or(&[][..], Vec::as_slice);
        let mut close = family.to_vec();
        close.extend(named.into_iter().filter(|person| !family.contains(person)));
        close.truncate(CIRCLE);
        ((author, year), close)
    };
    let circles: HashMap<(i64, i64), Vec<i64>> = authors.into_iter().zip(named).map(circle).collect();
    for text in texts {
        let circle = by(text).and_then(|by| circles.get(&by));
        text.document.circle = circle.cloned().unwrap_or_default();
    }
    Ok(())
}

/// By author, those who bear the same last name.
async fn families_of(
    transaction: &Transaction,
    authors: Vec<i64>,
) -> Result<HashMap<i64, Vec<i64>>, StoreError> {
    let key = |fact: PersonFactRow| {
        let words = NameWord::read(&fact.words);
        let surname = words.iter().find(|word| word.role == Role::Surname)?;
        Some((fact.person_id, fold::sound(&surname.folded)))
    };
    let keys: Vec<(i64, String)> =
        transaction.person_facts(&authors).await?.into_iter().filter_map(key).collect();
    let asked = each_once(keys.iter().map(|(_, key)| key)).into_iter().cloned().collect::<Vec<_>>();
    let bearers = bearers(transaction, &asked).await?;
    let family = |(author, key): (i64, String)| {
        let bearers = bearers.get(&key).into_iter().flatten();
        let is_family = |entry: &&Entry| entry.how == How::Surname && entry.person != author;
        (author, each_once(bearers.filter(is_family).map(|entry| entry.person)))
    };
    Ok(keys.into_iter().map(family).collect())
}
