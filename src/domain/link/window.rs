//! A piece of a text that is worked on, and what of the work is kept from one reading of it to the next.

use std::sync::{Mutex, PoisonError};

use crate::linking::decide::{Document, Found, Prepared, Settings, decide, prepare};
use crate::linking::lookup::Lookup;
use crate::linking::spot::Piece;
use crate::linking::token::Tokens;

/// A piece of a text.
pub struct Window {
    /// Its number among all that are worked on.
    pub number: usize,
    /// Where it begins, in Unicode scalar values.
    pub start: usize,
    /// Its words, and the passages that may be names.
    pub piece: Piece,
    /// Who may be meant by these, once that is known, if it is kept.
    prepared: Option<Mutex<Option<Prepared>>>,
}

impl Window {
    /// The piece of this number that begins there. `is_kept`: whether what a reading of it finds is kept for the next.
    pub fn of(number: usize, start: usize, tokens: Tokens, is_kept: bool) -> Window {
        Window { number, start, piece: Piece::of(tokens), prepared: is_kept.then(Mutex::default) }
    }

    /// Whom it names, as the linker finds it by what was looked up for it.
    pub fn read(&self, document: &Document, lookup: &Lookup) -> Vec<Found> {
        let kept = self.prepared.as_ref();
        let mut kept = kept.map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner));
        let before = kept.as_mut().and_then(|kept| kept.take()).filter(|prepared| prepared.is_of(document));
        let mut prepared = before.unwrap_or_else(|| prepare(document, &self.piece, lookup));
        let found = decide(&mut prepared, document, &self.piece, lookup, &Settings::default());
        if let Some(kept) = &mut kept {
            **kept = Some(prepared);
        }
        found
    }
}
