//! Where a long text is cut, so that its pieces can be decided one by one. Never changes the text.

/// The pieces of a text that are decided one by one, each with where it starts in scalar values: a text
/// of up to `limit` scalar values in one, a longer one cut where no name goes on, if there is such a place in its second
/// half.
pub fn windows(text: &str, limit: usize) -> Vec<(usize, &str)> {
    let limit = limit.max(64);
    let mut windows = Vec::new();
    let (mut rest, mut start) = (text, 0);
    loop {
        let Some((bound, _)) = rest.char_indices().nth(limit) else {
            windows.push((start, rest));
            return windows;
        };
        let head = rest.get(..bound).unwrap_or(rest);
        let (window, tail) = rest.split_at_checked(cut(head)).unwrap_or((rest, ""));
        windows.push((start, window));
        start += window.chars().count();
        rest = tail;
    }
}

/// Where to cut a piece that is as long as may be: behind a paragraph, a line, a sentence, between two words that begin
/// small, behind a comma, at a blank; anywhere if need be.
fn cut(piece: &str) -> usize {
    let half = piece.len() / 2;
    let behind = |mark: &str| piece.rfind(mark).filter(|at| *at > half).map(|at| at + mark.len());
    let blanks = || piece.rmatch_indices(' ').map(|(at, _)| at).take_while(|at| *at > half);
    let between = |is_there: fn(&str, &str) -> bool| {
        blanks().find(|at| is_there(&piece[..*at], &piece[at + 1..])).map(|at| at + 1)
    };
    behind("\n\n")
        .or_else(|| behind("\n"))
        .or_else(|| between(ends_sentence))
        .or_else(|| behind("。"))
        .or_else(|| between(|before, after| begins_small(last_word(before)) && begins_small(after)))
        .or_else(|| behind(", "))
        .or_else(|| behind(" "))
        .unwrap_or(piece.len())
}

/// Whether a text ends with a sentence: a word of some length that begins small, so that it is no abbreviation of a name,
/// and a stop, perhaps in quotation marks.
fn ends_sentence(before: &str, _: &str) -> bool {
    let bare = before.trim_end_matches(['"', '\'', '”', '’', '»', '«', ')']);
    let word = last_word(bare.trim_end_matches(['.', '!', '?', '…']));
    bare.ends_with(['.', '!', '?', '…']) && begins_small(word) && word.chars().count() > 3
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', '\n']).next().unwrap_or(text)
}

fn begins_small(text: &str) -> bool {
    text.chars().next().is_some_and(|letter| letter.is_alphabetic() && !letter.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_blanks_and_lose_nothing() {
        let text = "Wort é ".repeat(50_000);
        let windows = windows(&text, 10_000);
        assert_eq!(windows.iter().map(|(_, window)| *window).collect::<String>(), text);
        assert!(windows.iter().all(|(_, window)| window.chars().count() <= 10_000));
        assert_eq!(windows[1].0, windows[0].1.chars().count());
    }
}
