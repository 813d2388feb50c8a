//! JSON written by hand: pieces of known text, numbers, and texts quoted as both databases quote them.

/// An answer in the making.
pub struct Json {
    bytes: Vec<u8>,
}

/// How each byte of a text is written: 0 as it is, `u` as `\u00XX`, any other after a backslash.
const ESCAPES: [u8; 256] = {
    let mut escapes = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        escapes[byte] = b'u';
        byte += 1;
    }
    escapes[0x08] = b'b';
    escapes[0x09] = b't';
    escapes[0x0a] = b'n';
    escapes[0x0c] = b'f';
    escapes[0x0d] = b'r';
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes
};

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

impl Json {
    /// An empty answer with room for so many bytes.
    pub fn with_room(bytes: usize) -> Json {
        Json { bytes: Vec::with_capacity(bytes) }
    }

    /// The answer.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Known text.
    pub fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// An integer.
    pub fn int(&mut self, number: i64) {
        let mut digits = itoa::Buffer::new();
        self.raw(digits.format(number));
    }

    /// Known text and a quoted one.
    pub fn field(&mut self, before: &str, text: &str) {
        self.raw(before);
        self.text(Some(text.as_bytes()));
    }

    /// Each byte in two capital digits.
    pub fn hexadecimal(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let digits = [byte >> 4, byte & 0xf].map(|it| HEXADECIMAL[usize::from(it)].to_ascii_uppercase());
            self.bytes.extend_from_slice(&digits);
        }
    }

    /// A quoted text, or `null`.
    pub fn text(&mut self, text: Option<&[u8]>) {
        match text {
            None => self.raw("null"),
            Some(text) => {
                self.bytes.push(b'"');
                self.inside(text);
                self.bytes.push(b'"');
            }
        }
    }

    /// A part of a text whose quotes are written apart.
    pub fn inside(&mut self, text: &[u8]) {
        let mut done = 0;
        for (at, byte) in text.iter().enumerate() {
            let escape = ESCAPES[*byte as usize];
            if escape == 0 {
                continue;
            }
            self.bytes.extend_from_slice(&text[done..at]);
            self.bytes.extend_from_slice(&[b'\\', escape]);
            if escape == b'u' {
                let low = HEXADECIMAL[usize::from(byte & 0xf)];
                self.bytes.extend_from_slice(&[b'0', b'0', HEXADECIMAL[usize::from(byte >> 4)], low]);
            }
            done = at + 1;
        }
        self.bytes.extend_from_slice(&text[done..]);
    }
}

/// Writes a comma before every element but the first.
#[derive(Default)]
pub struct Separator {
    is_needed: bool,
}

impl Separator {
    /// Before an element.
    pub fn write(&mut self, json: &mut Json) {
        if std::mem::replace(&mut self.is_needed, true) {
            json.raw(",");
        }
    }
}
