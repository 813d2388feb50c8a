//! Search and suggestions: what is found on both databases, in which order and why; texts that are no search; hostile
//! ones; and that the index follows every change.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use vitae::domain::Edit;
use vitae::graphql::Request;
use vitae::store::{Dialect, Store};
use vitae::value::id::RecordKind;
use vitae::value::operation::Operation;

use crate::bench::Bench;
use crate::support::{endpoint, for_each_dialect};

/// Texts that are no search, and those that would hurt if they were taken for more than a search.
mod hostile;
/// Lists of what was found, read page by page.
mod pages;

/// The whole answer to a query with variables.
async fn answer(bench: &Bench, query: &str, variables: Value) -> Value {
    let readers = bench.store.readers().await.unwrap();
    let endpoint = endpoint(&bench.store, readers.clone());
    let variables = variables.as_object().unwrap().clone();
    let request = Request { query: query.to_owned(), variables, ..Request::default() };
    let answer = endpoint.answer(request).await;
    readers.close().await;
    serde_json::from_str(&answer.body).unwrap()
}

const FOUND: &str = "query ($text: String!, $first: Int = 50) { search(text: $text, first: $first) { edges { score matchedBy \
     node { ... on Person { key } ... on Event { key } ... on Article { key } ... on Quotation { key } } } } }";

/// The keys of what a search finds, each with why.
async fn found(bench: &Bench, text: &str) -> Vec<String> {
    let answer = answer(bench, FOUND, json!({"text": text})).await;
    assert_eq!(answer["errors"], Value::Null, "{text}");
    let edges = answer["data"]["search"]["edges"].as_array().unwrap();
    let line = |edge: &Value| {
        format!("{} {}", edge["node"]["key"].as_str().unwrap(), edge["matchedBy"].as_str().unwrap())
    };
    edges.iter().map(line).collect()
}

fn person(key: &str, names: &[&str]) -> Value {
    let names: Vec<Value> = names.iter().map(|name| json!({"text": name})).collect();
    json!({"person": {"key": key, "names": names}})
}

/// The first column of every row.
async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(store.writer().get_database_backend(), sql.to_owned());
    let rows = store.writer().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// All that the index holds, but for words of names that nobody has any more: these are kept.
async fn contents(store: &Store) -> Vec<String> {
    let tokens = match store.dialect() {
        Dialect::Sqlite => {
            let made =
                "CREATE VIRTUAL TABLE temp.search_tokens USING fts5vocab (main, search_index, instance)";
            store.writer().execute_unprepared(made).await.unwrap();
            "SELECT concat(doc, ' ', col, ' ', term, ' ', offset) FROM temp.search_tokens ORDER BY 1"
        }
        Dialect::Postgres => "SELECT concat(rowid, ' ', vector) FROM search_index ORDER BY 1",
    };
    let mut all = texts(store, tokens).await;
    if store.dialect() == Dialect::Sqlite {
        store.writer().execute_unprepared("DROP TABLE temp.search_tokens").await.unwrap();
    }
    all.extend(
        texts(store, "SELECT concat(id, ' ', is_long, ' ', shadow) FROM search_text ORDER BY 1").await,
    );
    let starts = "SELECT concat(name, ' ', place, ' ', person, ' ', start) FROM name_start ORDER BY 1";
    all.extend(texts(store, starts).await);
    all
}

/// Asserts that the index is what it would be if it were made anew, and makes it anew.
pub async fn index_is_true(store: &Store) {
    let kept = contents(store).await;
    store.writer().execute_unprepared("UPDATE search_rules SET rules = 0").await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(kept, contents(store).await);
}

fn article(key: &str, title: &str, body: &str) -> Value {
    json!({"article": {"key": key, "title": title, "body": body}})
}

#[tokio::test]
async fn names_are_found_in_every_script_and_spelling() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                person("trotsky", &["Leon Trotsky", "Лев Давидович Троцкий"]),
                person("kamenev", &["Kamenev, Lev", "Лев Борисович Каменев"]),
                person("dzugashvili", &["იოსებ ჯუღაშვილი", "Ioseb Džugašvili"]),
                person("mao", &["毛泽东", "Mao Zedong"]),
                person("oneill", &["Eugene O’Neill"]),
                person("lodz", &["Łucja z Łodzi"]),
                article("a", "On Trotsky", "Kamenev was not there."),
            ])
            .await;
        for (text, expected) in [
            ("leon trotsky", "trotsky WHOLE_NAME"),
            ("lev kamenev", "kamenev WHOLE_NAME"),
            ("TROTSKY", "trotsky NAME, a TITLE"),
            ("Троцкого", "trotsky NAME"),
            ("Троцкий", "trotsky NAME"),
            ("Trotzky", "trotsky SPELLING"),
            ("Trotzki", "trotsky SOUND"),
            ("Trockij", ""),
            ("Kameniev", "kamenev SPELLING"),
            ("Trotzki Leo", "trotsky SOUND"),
            ("Kamenyev trotsky", ""),
            ("dzugasvili", "dzugashvili NAME"),
            ("ჯუღაშვილი", "dzugashvili NAME"),
            ("泽东", "mao NAME"),
            ("毛泽东", "mao WHOLE_NAME"),
            ("东泽", ""),
            ("o'neill", "oneill NAME"),
            ("oneill", "oneill SPELLING"),
            ("lodzi", "lodz NAME"),
            ("name:trotsky", "trotsky NAME"),
            ("title:trotsky", "a TITLE"),
            ("text:trotsky", ""),
            ("trotsky -leon", "a TITLE"),
            ("kamenev", "kamenev NAME, a SUBJECT"),
        ] {
            assert_eq!(found(&bench, text).await.join(", "), expected, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn texts_are_found_by_words_in_any_form_phrases_and_beginnings() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let filler =
            "One word after another, and so on and on, until there is no more of them to be said here. ";
        let event =
            json!({"event": {"key": "e", "kind": "TRIAL", "title": "The trial", "place": "Łódź, Poland"}});
        let mut german = article("g", "Häuser", &format!("{filler}Die Straßen waren voller Häuser."));
        german["article"]["language"] = json!("de");
        let mut russian = article("r", "Заметка", &format!("{filler}О революции и о новых партиях."));
        russian["article"]["language"] = json!("ru");
        bench
            .import(&[
                article(
                    "a",
                    "One",
                    &format!("{filler}The parties opposed each other. New economic policy; the end."),
                ),
                article("b", "Two", "Policy, economic and new. Parties again, parties, and parties."),
                german,
                russian,
                event,
            ])
            .await;
        for (text, expected) in [
            ("party", "b SUBJECT, a TEXT"),
            ("opposing parties", "a TEXT"),
            ("\"new economic policy\"", "a TEXT"),
            ("“economic and”", "b SUBJECT"),
            ("\"policy new\"", ""),
            ("policy -opposed", "b SUBJECT"),
            ("policy -\"economic and\"", "a TEXT"),
            ("econom*", "b SUBJECT, a TEXT"),
            ("strasse*", "g TEXT"),
            ("Straße", "g TEXT"),
            ("haus", "g TITLE"),
            ("революция", "r TEXT"),
            ("партия", "r TEXT"),
            ("place:lodz", "e SUBJECT"),
            ("trial place:lodz", "e SUBJECT"),
            ("place:trial", ""),
            ("title:one economic", "a TEXT"),
        ] {
            assert_eq!(found(&bench, text).await.join(", "), expected, "{text}");
        }
    })
    .await;
}

const PASSAGES: &str = "query ($text: String!) { search(text: $text, kinds: [ARTICLE]) { edges { matchedIn snippet { text \
     spans { start end } } } } }";

/// The passages of what a search finds, with brackets around what is marked.
async fn passages(bench: &Bench, text: &str) -> Vec<String> {
    let answer = answer(bench, PASSAGES, json!({"text": text})).await;
    let edges = answer["data"]["search"]["edges"].as_array().unwrap();
    let shown = |edge: &Value| {
        let passage: Vec<char> = edge["snippet"]["text"].as_str().unwrap().chars().collect();
        let mut shown = String::new();
        let mut at = 0;
        for span in edge["snippet"]["spans"].as_array().unwrap() {
            let place = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
            shown.extend(&passage[at..place("start")]);
            shown.push('[');
            shown.extend(&passage[place("start")..place("end")]);
            shown.push(']');
            at = place("end");
        }
        shown.extend(&passage[at..]);
        shown
    };
    edges.iter().map(shown).collect()
}

#[tokio::test]
async fn passages_show_the_words_that_were_looked_for() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let text = format!(
            "{}Émigrés 🙂 in Vienna: “Лев Троцкий” met émigre\u{301}s. {}",
            "Word ".repeat(60),
            "more ".repeat(60)
        );
        bench.import(&[article("a", "One", &text), article("c", "毛泽东", "人民共和国主席毛泽东宣布")]).await;
        let [only] = &passages(&bench, "emigres троцкий").await[..] else { panic!("one") };
        let begins =
            "Word ".repeat(12) + "[Émigrés] 🙂 in Vienna: “Лев [Троцкий]” met [émigre\u{301}s]. more ";
        assert!(only.starts_with(&begins), "{only}");
        assert!(only.ends_with("more"), "{only}");
        assert!(only.chars().count() < 260, "{only}");
        assert_eq!(passages(&bench, "泽东").await, ["人民共和国主席毛[泽][东]宣布"]);
        let [only] = &passages(&bench, "title:one").await[..] else { panic!("one") };
        assert!(only.starts_with("Word Word") && !only.contains('['), "{only}");
    })
    .await;
}

#[tokio::test]
async fn fields_are_told_that_have_one_of_the_words() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                article("a", "Letters", "The parties met."),
                article("b", "Party", "They wrote letters home, and letters again."),
                json!({"event": {"key": "e", "kind": "TRIAL", "title": "The trial", "place": "Moscow"}}),
                person("koba", &["Koba Trialov"]),
            ])
            .await;
        for (text, expected) in [
            ("letters", [r#"a ["NAME"]"#, r#"b ["TEXT"]"#].as_slice()),
            ("party", &[r#"b ["NAME"]"#, r#"a ["TEXT"]"#]),
            ("letters party", &[r#"a ["NAME","TEXT"]"#, r#"b ["NAME","TEXT"]"#]),
            ("title:party letters", &[r#"b ["NAME","TEXT"]"#]),
            ("trial moscow", &[r#"e ["NAME","PLACE"]"#]),
            ("trialow", &[r#"koba ["NAME"]"#]),
        ] {
            let query = "query ($text: String!) { search(text: $text, first: 9) { edges { matchedIn node {
                ... on Person { key } ... on Event { key } ... on Article { key } } } } }";
            let answer = answer(&bench, query, json!({"text": text})).await;
            let edges = answer["data"]["search"]["edges"].as_array().unwrap();
            let mut told: Vec<String> = edges
                .iter()
                .map(|edge| format!("{} {}", edge["node"]["key"].as_str().unwrap(), edge["matchedIn"]))
                .collect();
            let mut expected: Vec<String> = expected.iter().map(|it| (*it).to_owned()).collect();
            told.sort();
            expected.sort();
            assert_eq!(told, expected, "{text} on {dialect:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_index_follows_every_change() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                person("koba", &["Koba"]),
                person("stalin", &["Iosif Stalin"]),
                article("a", "One", "An old text."),
                json!({"event": {"key": "e", "kind": "TRIAL", "title": "The trial", "place": "Moscow"}}),
            ])
            .await;
        let edit = async |operation, input: Value| {
            let edit = Edit { actor: "ada".to_owned(), may_overrule: true, operation, input };
            let edited = bench.archive.edit(edit).await.unwrap();
            assert_eq!(edited.problems, Vec::new());
            index_is_true(&bench.store).await;
            edited.batch.unwrap()
        };
        let undo =
            async |batch: i64| edit(Operation::UndoBatch, json!({"batch": format!("batch:{batch}")})).await;
        let is_found = async |text: &str, expected: &str| {
            assert_eq!(found(&bench, text).await.join(", "), expected, "{text}");
        };
        index_is_true(&bench.store).await;
        bench.import(&[article("a", "One", "A new text."), person("koba", &["Koba", "Soso"])]).await;
        index_is_true(&bench.store).await;
        is_found("old", "").await;
        is_found("new", "a SUBJECT").await;
        is_found("soso", "koba WHOLE_NAME").await;
        edit(Operation::Merge, json!({"from": {"key": "koba"}, "into": {"key": "stalin"}})).await;
        is_found("koba", "stalin WHOLE_NAME").await;
        is_found("koba stalin", "stalin NAME").await;
        edit(Operation::Unmerge, json!({"person": {"key": "koba"}})).await;
        is_found("koba", "koba WHOLE_NAME").await;
        let of = json!({"by": {"key": "e"}});
        let deleted = edit(Operation::Delete(RecordKind::Event), of).await;
        is_found("trial", "").await;
        undo(deleted).await;
        is_found("trial moscow", "e SUBJECT").await;
        let changed = edit(
            Operation::Update(RecordKind::Article),
            json!({"by": {"key": "a"}, "article": {"title": "Eleven", "body": "A changed body."}}),
        )
        .await;
        is_found("new", "").await;
        is_found("eleven", "a WHOLE_NAME").await;
        undo(changed).await;
        is_found("new one", "a SUBJECT").await;
    })
    .await;
}

/// What an import says is put into the index at its end; what it says again must not be taken out before.
#[tokio::test]
async fn what_one_import_says_twice_is_found_as_it_said_last() {
    for_each_dialect(async |dialect| {
        let bench = Bench::taking(dialect, 1).await;
        // An import that wrong lines stop is one transaction.
        bench
            .import(&[
                article("a", "Elderly", "An old text."),
                person("p", &["Lev Bronstein"]),
                article("b", "Other", "It stays."),
                article("a", "Younger", "A new text."),
                json!({"person": {"key": "p", "names": [{"text": "Leon Trotsky"}]}}),
            ])
            .await;
        for (text, expected) in [
            ("elderly", ""),
            ("old", ""),
            ("younger", "a WHOLE_NAME"),
            ("new", "a SUBJECT"),
            ("bronstein", ""),
            ("trotsky", "p NAME"),
            ("stays", "b SUBJECT"),
        ] {
            assert_eq!(found(&bench, text).await.join(", "), expected, "{text}");
        }
        index_is_true(&bench.store).await;
    })
    .await;
}

#[tokio::test]
async fn forms_are_those_of_languages_that_the_archive_has() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench.import(&[article("e", "One", "The old haus was sold.")]).await;
        assert_eq!(found(&bench, "häuser").await, [""; 0]);
        bench.import(&[article("f", "Two", "Their häuser, and a haus.")]).await;
        assert_eq!(passages(&bench, "häuser").await, ["Their [häuser], and a haus."]);
        bench.import(&[article("f", "Two", "Nothing of it.")]).await;
        let mut german = article("g", "Zwei", "Das Haus ist alt.");
        german["article"]["language"] = json!("de-AT");
        bench.import(&[german]).await;
        assert_eq!(found(&bench, "häuser").await, ["e SUBJECT", "g SUBJECT"]);
        assert_eq!(passages(&bench, "häuser").await, ["The old [haus] was sold.", "Das [Haus] ist alt."]);
        index_is_true(&bench.store).await;
        assert_eq!(found(&bench, "häuser").await, ["e SUBJECT", "g SUBJECT"]);
    })
    .await;
}

#[tokio::test]
async fn an_index_of_many_parts_becomes_one() {
    let bench = Bench::new(Dialect::Sqlite).await;
    for key in ["a", "b", "c"] {
        bench.import(&[article(key, key, &format!("Text {key}"))]).await;
    }
    let parts = async || {
        texts(&bench.store, "SELECT CAST(segid AS TEXT) FROM search_index_idx GROUP BY 1").await.len()
    };
    assert_eq!(parts().await, 3);
    bench.store.refresh_statistics(3).await.unwrap();
    assert_eq!(parts().await, 1);
    assert_eq!(found(&bench, "text -title:b").await, ["a SUBJECT", "c SUBJECT"]);
}

#[tokio::test]
async fn suggestions_go_on_from_what_is_typed() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        bench
            .import(&[
                person("trotsky", &["Leon Trotsky", "Лев Троцкий"]),
                person("trot", &["Trot Leonard"]),
                person("trota", &["Trota of Salerno", "Trotula"]),
                person("kamenev", &["Kamenev, Lev"]),
            ])
            .await;
        let suggested = async |prefix: &str, first: i64| {
            let query = "query ($prefix: String!, $first: Int) { suggest(prefix: $prefix, first: $first) { matchedName person { key } } }";
            let answer = answer(&bench, query, json!({"prefix": prefix, "first": first})).await;
            assert_eq!(answer["errors"], Value::Null, "{prefix}");
            let all = answer["data"]["suggest"].as_array().unwrap();
            let line = |it: &Value| {
                format!("{} {}", it["person"]["key"].as_str().unwrap(), it["matchedName"].as_str().unwrap())
            };
            all.iter().map(line).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(suggested("trot", 10).await, "trot Trot Leonard, trota Trota of Salerno, trotsky Leon Trotsky");
        assert_eq!(suggested("TROT", 1).await, "trot Trot Leonard");
        assert_eq!(suggested("leon  t", 10).await, "trotsky Leon Trotsky");
        assert_eq!(suggested("trots", 10).await, "trotsky Leon Trotsky");
        assert_eq!(suggested("трoц", 10).await, "");
        assert_eq!(suggested("троц", 10).await, "trotsky Лев Троцкий");
        assert_eq!(suggested("lev", 10).await, "kamenev Kamenev, Lev, trotsky Лев Троцкий");
        assert_eq!(suggested("kamenev, l", 10).await, "kamenev Kamenev, Lev");
        assert_eq!(suggested("x%", 10).await, "");
        assert_eq!(suggested("trot", 0).await, "");
    })
    .await;
}

#[tokio::test]
async fn documents_are_found_by_phrases_of_folded_words() {
    for_each_dialect(async |dialect| {
        let bench = Bench::new(dialect).await;
        let long = format!("{} {} at last", "the old man ".repeat(6000), "Leon Trotsky");
        bench
            .import(&[
                article("a", "One", "He met Lev Davidovich Trotsky in Vienna."),
                article("b", "Leon Trotsky", "Trotsky, Leon: nobody."),
                article("c", "Three", &long),
                json!({"quotation": {"key": "q", "text": "ЛЕВ Троцкий!"}}),
                json!({"person": {"key": "p", "names": [], "description": "Leon Trotsky"}}),
            ])
            .await;
        let transaction = bench.store.write().await.unwrap();
        let keys = async |phrases: &[&[&str]], limit| {
            let phrases: Vec<Vec<String>> =
                phrases.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect();
            let ids = transaction.documents_with(&phrases, limit).await.unwrap();
            let rows = transaction.keys_of(&ids).await.unwrap();
            rows.into_iter().map(|row| row.key).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(keys(&[&["leon", "trotsky"]], 10).await, "c");
        assert_eq!(keys(&[&["trotsky", "leon"]], 10).await, "b");
        assert_eq!(keys(&[&["trotsky"]], 10).await, "a b c");
        assert_eq!(keys(&[&["trotsky"]], 2).await, "a b");
        assert_eq!(keys(&[&["лев", "троцкии"], &["in", "vienna"], &["nobody", "else"]], 10).await, "a q");
        assert_eq!(keys(&[&["vienna\" OR \"man"], &["'"], &[]], 10).await, "");
        assert_eq!(keys(&[], 10).await, "");
        transaction.rollback().await.unwrap();
    })
    .await;
}
