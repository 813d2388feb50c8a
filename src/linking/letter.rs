//! What a letter is in a text: part of a word, between words, or nothing to read. Only single scalar values.

/// An apostrophe, as it is typed or meant.
pub fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`' | '´' | '\u{2018}')
}

/// A quotation mark of any kind.
pub fn is_quote(letter: char) -> bool {
    letter == '"'
        || !letter.is_ascii()
            && matches!(
                letter,
                '„' | '“' | '”' | '«' | '»' | '‚' | '‘' | '›' | '‹' | '「' | '」' | '『' | '』'
            )
}

/// Combining marks: part of the word they stand in.
pub fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && unicode_normalization::char::is_combining_mark(letter)
}

/// What stands between words: U+200B, too, by which Khmer and Thai show where a word ends without a gap to see.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{200b}'
}

/// Controls of writing direction, joiners and soft hyphens: nothing to read.
pub fn is_ignored(letter: char) -> bool {
    !letter.is_ascii()
        && matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Scripts written without spaces whose words cannot be told by sight: Han and Hiragana. Katakana words,
/// Thai and the like stand between other letters or blanks often enough to be read as words.
pub fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
