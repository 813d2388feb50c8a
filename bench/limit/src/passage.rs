//! The passage of a text around the first of the words that were looked for, and where such words stand in it, by the
//! service's rules: some 200 characters from a few words before that word on, to the end of a word. Texts are taken
//! as they are in the made archives, of letters that fold to one character.

use crate::json::{Json, Separator};

/// How many characters a passage has at least, where the text is longer.
const LENGTH: usize = 200;
/// How far it may be longer, so that it ends with a word.
const TO_THE_END_OF_A_WORD: usize = 40;
/// Up to where the first word may stand for the passage to begin with the text.
const FROM_THE_BEGINNING: usize = 62;

/// The passage as JSON; `null` without a text.
pub fn write(json: &mut Json, text: Option<&[u8]>, words: &[String]) {
    let Some(text) = text.and_then(|bytes| std::str::from_utf8(bytes).ok()) else {
        json.raw("null");
        return;
    };
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().map(|letter| fold(*letter)).collect();
    let hit = (0..folded.len()).find(|at| word_at(&folded, *at, words).is_some());
    let opens = hit.map_or(0, |hit| opening(&folded, hit));
    let closes = closing(&folded, opens);
    json.raw("{\"text\":\"");
    let passage: String = letters[opens..closes].iter().collect();
    json.inside(passage.as_bytes());
    json.raw("\",\"spans\":[");
    let mut separator = Separator::default();
    let mut at = opens;
    while at < closes {
        let Some(end) = word_at(&folded[..closes], at, words) else {
            at += 1;
            continue;
        };
        separator.write(json);
        json.raw("{\"start\":");
        json.int((at - opens) as i64);
        json.raw(",\"end\":");
        json.int((end - opens) as i64);
        json.raw("}");
        at = end;
    }
    json.raw("]}");
}

/// A text's words in lower case.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().map(fold).collect();
    folded.split_whitespace().map(str::to_owned).collect()
}

fn fold(letter: char) -> char {
    match letter {
        'a'..='z' => letter,
        _ if letter.is_alphanumeric() => letter.to_lowercase().next().unwrap_or(letter),
        _ => ' ',
    }
}

/// Where the word ends that begins here, if it begins as one of those that were asked.
fn word_at(folded: &[char], at: usize, words: &[String]) -> Option<usize> {
    if at > 0 && folded[at - 1] != ' ' {
        return None;
    }
    let begins = |word: &String| {
        word.chars().zip(folded[at..].iter()).filter(|(a, b)| a == *b).count() == word.chars().count()
    };
    words.iter().any(begins).then(|| next_space(folded, at))
}

fn next_space(folded: &[char], at: usize) -> usize {
    folded[at..].iter().position(|letter| *letter == ' ').map_or(folded.len(), |space| at + space)
}

/// Where the passage begins: with a word, some way before the one that was found.
fn opening(folded: &[char], hit: usize) -> usize {
    // Places in the service's folded text count from 1 and have one character before the text.
    let hit = hit + 1;
    if hit <= FROM_THE_BEGINNING {
        return 0;
    }
    let from = hit - FROM_THE_BEGINNING;
    folded[from..hit].iter().position(|letter| *letter == ' ').map_or(from, |space| from + space + 1)
}

fn closing(folded: &[char], opens: usize) -> usize {
    let end = opens + LENGTH;
    if end >= folded.len() {
        return folded.len();
    }
    let space = next_space(folded, end);
    if space - end >= TO_THE_END_OF_A_WORD { end } else { space }
}
