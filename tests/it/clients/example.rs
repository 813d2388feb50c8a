//! The examples, run as their readers run them.

use tokio::sync::OnceCell;
use vitae::store::Dialect;

use super::{Said, content, said};
use crate::support::{Server, TestDatabase, Uploader, for_each_dialect, project, token};

/// Runs the page of a life, and gives its HTML. It is built once, by whichever test comes first.
async fn page(server: &Server, key: &str) -> Said {
    static BUILT: OnceCell<()> = OnceCell::const_new();
    let build =
        async || content(&said("examples/life-page", "npm", &["run", "--silent", "build"], &[]).await);
    BUILT.get_or_init(build).await;
    said("examples/life-page", "node", &["dist/main.js", key, &server.url("/graphql")], &[]).await
}

#[tokio::test]
async fn the_page_of_a_life_tells_it_with_its_doubts() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::seeded(dialect).await;
        let server = Server::start(&database);
        let life = page(&server, "demo:person/bukharin").await;
        content(&life);
        for fact in [
            "<h1>Nikolai Bukharin</h1>",
            "<li><span lang=\"ru-Cyrl\">Николай Иванович Бухарин</span> (birth_name)</li>",
            "27 September 1888 (Old Style) (1888-10-09 in today’s calendar)</span>: Birth of Nikolai Bukharin, Moscow",
            "<span class=\"when\" title=\"1909-01-01 – 1911-12-31\">between 1909 and 1911</span>: Repeated arrests",
            "<span class=\"role\">as accused</span>",
            "Nikolai Bukharin – Another Stalin’s Victim, paragraph 2 (probable)</li>",
            "<a href=\"https://www.latimes.com/",
            "</mark> was born in Moscow on 27 Septem…</blockquote>",
            "<span class=\"when\">1988-02-04</span>: The Supreme Court",
        ] {
            assert!(life.words.contains(fact), "the page lacks `{fact}`:\n{}", life.words);
        }
        let nobody = page(&server, "nobody").await;
        assert!(!nobody.is_content && nobody.words.contains("no person with the key `nobody`"));
    })
    .await;
}

/// Every letter that HTML gives a meaning comes out as a letter.
#[tokio::test]
async fn what_people_wrote_never_becomes_markup() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    let line = r#"{"person": {"key": "x", "names": [{"text": "<script>'&\"", "language": "en"}]}}"#;
    let imported = Uploader::new(&server, database.url()).last("", line).await;
    assert_eq!(imported["summary"]["created"], 1, "{imported}");
    let told = page(&server, "x").await;
    assert!(told.words.contains("&lt;script&gt;&#39;&amp;&quot;"), "{}", told.words);
    assert!(!told.words.contains("<script>"), "{}", told.words);
}

/// Runs the import of people.
async fn import(server: &Server, token: &str, arguments: &[&str]) -> Said {
    let python = project("tests/clients/python/bin/python");
    let url = server.url("");
    let arguments = [&["import_people.py"], arguments, &["--url", &url]].concat();
    said("examples", &python.to_string_lossy(), &arguments, &[("VITAE_TOKEN", token)]).await
}

fn ends(said: &Said, counts: &str) {
    assert!(said.words.contains(&format!("\n{counts}\n")), "expected `{counts}`:\n{}", said.words);
}

#[tokio::test]
async fn people_are_imported_once_however_often() {
    for_each_dialect(async |dialect| {
        let database = TestDatabase::migrated(dialect).await;
        let server = Server::start(&database);
        let token = token(database.url(), "editor");
        let run = async |arguments: &[&str]| import(&server, &token, arguments).await;
        let made = "4 created, 0 updated, 0 unchanged, 0 rejected";
        let unchanged = "0 created, 0 updated, 4 unchanged, 0 rejected";
        ends(&run(&["people.csv", "--dry-run"]).await, made);
        ends(&run(&["people.csv"]).await, made);
        for again in [&["people.csv"][..], &["people.csv", "--stream"]] {
            let said = run(again).await;
            content(&said);
            ends(&said, unchanged);
        }
        let batches = server.query("{ batches { totalCount } persons { totalCount } }").await;
        assert_eq!(
            batches["data"]["batches"]["totalCount"], 1,
            "an import that changes nothing leaves nothing"
        );
        assert_eq!(batches["data"]["persons"]["totalCount"], 4);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_row_is_told_by_its_line_and_the_others_are_imported() {
    let rows = "key,name,born,died,description,wikidata\n\
        one,One,1815,,,\n\
        two,\"Two\nLines\",15 May 1815,,,\n\
        three,Three,,,,\n";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), rows).unwrap();
    let path = file.path().to_string_lossy().into_owned();
    for_each_dialect(async |dialect| {
        for (ways, field) in [(&[][..], "person.birth.edtf"), (&["--stream"][..], "birth.edtf")] {
            let database = TestDatabase::migrated(dialect).await;
            let server = Server::start(&database);
            let token = token(database.url(), "editor");
            let said = import(&server, &token, &[&[path.as_str()], ways].concat()).await;
            assert!(!said.is_content, "{}", said.words);
            ends(&said, "2 created, 0 updated, 0 unchanged, 1 rejected");
            assert!(said.words.contains(&format!("line 4, {field}: ")), "{}", said.words);
            assert!(said.words.contains("15 May 1815"), "{}", said.words);
        }
    })
    .await;
}

#[tokio::test]
async fn an_import_without_the_right_token_says_so() {
    let database = TestDatabase::migrated(Dialect::Sqlite).await;
    let server = Server::start(&database);
    for way in [&["people.csv"][..], &["people.csv", "--stream"]] {
        let said = import(&server, &token(database.url(), "reader"), way).await;
        assert!(!said.is_content && said.words.contains("editor"), "{}", said.words);
    }
    let said = import(&server, "", &["people.csv"]).await;
    assert!(said.words.contains("VITAE_TOKEN holds no token"), "{}", said.words);
}
