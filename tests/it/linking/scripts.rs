//! Names in every script, with signs around and within them: what is found has its exact place in the text.

use super::*;

/// Persons by their keys.
const PEOPLE: &[(&str, &[&str])] = &[
    ("lu", &["鲁迅"]),
    ("mao", &["毛泽东", "毛澤東"]),
    ("murakami", &["村上春樹"]),
    ("king", &["マーティン・ルーサー・キング"]),
    ("pridi", &["ปรีดี พนมยงค์"]),
    ("sihanouk", &["នរោត្ដម សីហនុ"]),
    ("souphanouvong", &["ສຸພານຸວົງ"]),
    ("aungsan", &["အောင်ဆန်း"]),
    ("kim", &["김대중"]),
    ("mahfouz", &["نجيب محفوظ"]),
    ("bengurion", &["דוד בן־גוריון"]),
    ("gandhi", &["महात्मा गांधी"]),
    ("stalin", &["იოსებ სტალინი"]),
    ("mikoyan", &["Անաստաս Միկոյան"]),
    ("dvorak", &["Antonín Dvořák"]),
    ("bronte", &["Zoe\u{308} Bronte\u{308}"]),
    ("trotsky", &["Leon Trotsky"]),
    ("weber", &["Otto 🇩🇪 Weber"]),
];

/// Words, and the key of whom they name.
type Passage = (&'static str, &'static str);

/// Texts with their language, and the passages that name somebody.
const TEXTS: &[(&str, &str, &[Passage])] = &[
    ("zh", "作家鲁迅写了《阿Q正传》。鲁迅先生来了。", &[("鲁迅", "lu"), ("鲁迅", "lu")]),
    ("zh", "毛泽东在北京。毛澤東亦然。", &[("毛泽东", "mao"), ("毛澤東", "mao")]),
    ("ja", "村上春樹の小説。", &[("村上春樹", "murakami")]),
    ("ja", "マーティン・ルーサー・キングは演説した。", &[("マーティン・ルーサー・キング", "king")]),
    ("th", "ปรีดี พนมยงค์ กลับมา", &[("ปรีดี พนมยงค์", "pridi")]),
    // Nobody can tell by sight where these words end; U+200B says it.
    ("th", "เมื่อปรีดี พนมยงค์กลับมา", &[]),
    ("th", "เมื่อ\u{200b}ปรีดี พนมยงค์\u{200b}กลับมา", &[("ปรีดี พนมยงค์", "pridi")]),
    ("km", "\u{200b}នរោត្ដម\u{200b}សីហនុ\u{200b}បានមក", &[("នរោត្ដម\u{200b}សីហនុ", "sihanouk")]),
    ("lo", "ສຸພານຸວົງ ມາ", &[("ສຸພານຸວົງ", "souphanouvong")]),
    ("my", "ယနေ့ အောင်ဆန်း ရောက်လာသည်", &[("အောင်ဆန်း", "aungsan")]),
    ("ko", "김대중은 왔다.", &[]),
    ("ko", "그때 김대중 대통령이 왔다.", &[("김대중", "kim")]),
    ("ar", "كتب نجيب محفوظ رواية.", &[("نجيب محفوظ", "mahfouz")]),
    ("ar", "\u{202b}كتب نَجِيب مَحفوظ رواية\u{202c}", &[("ن\u{64e}ج\u{650}يب م\u{64e}حفوظ", "mahfouz")]),
    ("he", "בא דוד בן־גוריון לכנסת.", &[("דוד בן־גוריון", "bengurion")]),
    ("he", "בא \u{2067}דוד בן גוריון\u{2069}.", &[("דוד בן גוריון", "bengurion")]),
    ("hi", "तब महात्मा गांधी आए।", &[("महात्मा गांधी", "gandhi")]),
    ("ka", "მოვიდა იოსებ სტალინი.", &[("იოსებ სტალინი", "stalin")]),
    ("hy", "Եկավ Անաստաս Միկոյան։", &[("Անաստաս Միկոյան", "mikoyan")]),
    (
        "en",
        "Then Antoni\u{301}n Dvor\u{30c}a\u{301}k came.",
        &[("Antoni\u{301}n Dvor\u{30c}a\u{301}k", "dvorak")],
    ),
    ("en", "Then Zo\u{eb} Bront\u{eb} came.", &[("Zo\u{eb} Bront\u{eb}", "bronte")]),
    ("en", "Then Zoe\u{308} Bronte\u{308} came.", &[("Zoe\u{308} Bronte\u{308}", "bronte")]),
    (
        "en",
        "👨‍👩‍👧‍👦Leon Trotsky👨‍👩‍👧‍👦 and 🇫🇷Leon Trotsky🇫🇷🏳️‍🌈",
        &[("Leon Trotsky", "trotsky"), ("Leon Trotsky", "trotsky")],
    ),
    ("en", "Then 😀😀 Otto Weber 😀 came.", &[("Otto Weber", "weber")]),
    (
        "en",
        "\u{202e}Leon Trotsky\u{202c} and Leon\u{202e} Trotsky\u{202c} and Leon \u{2067}Trotsky\u{2069} came.",
        &[
            ("Leon Trotsky", "trotsky"),
            ("Leon\u{202e} Trotsky", "trotsky"),
            ("Leon \u{2067}Trotsky", "trotsky"),
        ],
    ),
    (
        "en",
        "Then Leon\u{a0}Trotsky and Le\u{ad}on Trots\u{ad}ky and Leon\u{fe0f} Trotsky came.",
        &[
            ("Leon\u{a0}Trotsky", "trotsky"),
            ("Le\u{ad}on Trots\u{ad}ky", "trotsky"),
            ("Leon\u{fe0f} Trotsky", "trotsky"),
        ],
    ),
];

#[tokio::test]
async fn a_name_is_found_in_its_script_and_its_place_is_exact() {
    for_each_dialect(async |dialect| {
        let archive = Archive::empty(dialect).await;
        for (key, names) in PEOPLE {
            let names: Vec<String> = names.iter().map(|name| format!("{{text: {}}}", json!(name))).collect();
            let names = names.join(", ");
            make(&archive, &format!("createPerson(input: {{person: {{key: {key:?}, names: [{names}]}}}}) {{ userErrors {{ message }} }}")).await;
        }
        for (at, (language, body, expected)) in TEXTS.iter().enumerate() {
            let key = format!("note{at}");
            let quoted = json!(body);
            make(
                &archive,
                &format!("createArticle(input: {{article: {{key: {key:?}, language: {language:?}, body: {quoted}}}}}) {{ userErrors {{ message }} }}"),
            )
            .await;
            let query = format!(
                "{{ article(by: {{key: {key:?}}}) {{ text mentions {{ edges {{ node {{ surface start end person {{ key }} }} }} }} }} }}"
            );
            let told = archive.data(&query).await;
            assert_eq!(told["article"]["text"], **body, "a text is kept as it came");
            let letters: Vec<char> = body.chars().collect();
            let place = |node: &Value, end: &str| usize::try_from(node[end].as_u64().unwrap()).unwrap();
            let mut found = Vec::new();
            for edge in told["article"]["mentions"]["edges"].as_array().unwrap() {
                let node = &edge["node"];
                let cut: String = letters[place(node, "start")..place(node, "end")].iter().collect();
                assert_eq!(node["surface"], cut, "{body}");
                found.push((cut, node["person"]["key"].as_str().unwrap().to_owned()));
            }
            assert_eq!(found, pairs(expected), "{body}");
        }
    })
    .await;
}
