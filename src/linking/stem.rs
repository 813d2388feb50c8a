//! Words without the endings that names take in a sentence: German genitives and adjectives, English
//! plurals, the cases of Russian. Cheap and bounded, never a full morphology.

use super::fold::sound;

/// A word without an ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// Folded.
    pub folded: String,
    /// Its key.
    pub key: String,
}

/// Endings of Russian names, and what stands in their place in the nominative.
const SLAVIC: [(&str, &str); 18] = [
    ("ого", "ии"),
    ("ому", "ии"),
    ("ским", "скии"),
    ("ском", "скии"),
    ("ои", "а"),
    ("еи", "я"),
    ("ом", ""),
    ("ым", ""),
    ("ем", ""),
    ("а", ""),
    ("у", ""),
    ("у", "а"),
    ("е", ""),
    ("е", "а"),
    ("я", "и"),
    ("ю", "и"),
    ("ю", "я"),
    ("ы", "а"),
];

/// A word without the endings of its language: the folded stems, at most four.
pub fn stems(folded: &str, language: &str) -> Vec<Stem> {
    let mut stems: Vec<Stem> = Vec::new();
    let mut cut = |ending: &str, instead: &str| {
        if let Some(stem) = folded.strip_suffix(ending)
            && stem.chars().count() >= 3
            && stems.len() < 4
        {
            let folded = format!("{stem}{instead}");
            stems.push(Stem { key: sound(&folded), folded });
        }
    };
    if folded.chars().next().is_some_and(|letter| ('а'..='я').contains(&letter)) {
        for (ending, instead) in SLAVIC {
            cut(ending, instead);
        }
        return stems;
    }
    cut("s", "");
    if language == "de" || language.is_empty() {
        for ending in ["ens", "ns", "schen", "scher", "sches", "sche", "schem", "en"] {
            cut(ending, "");
        }
    }
    if language == "en" {
        cut("es", "");
    }
    stems
}
