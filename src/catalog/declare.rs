//! The words in which a type is declared: fields with their expression, edges with their rows, inputs
//! with their condition. Declarations only: nothing here runs, and no SQL is put together here.
//!
//! SQL fragments name rows by placeholders: `{t}` the row that the field belongs to, `{n}` the row
//! of the node that an edge leads to, `{l}` the row that links both, `{x}` a row that only a condition
//! looks at, `{p}` the prefix of an embedded object's columns; `{1}`, `{2}` bound values, `{list}` a bound
//! list as a sub-select, `{among}` the end of a condition that holds for the numbers in a list of ids, `{ref}`
//! the number of a referenced record, `{c}` a column, `{inner}` a nested condition, `{position}` the function that
//! tells where in its first argument the second begins, `{each x}` the elements of a JSON list of texts `x` as rows
//! `j` with the column `value`, `{joined x}` the texts `x` of rows joined by commas, `{asked x}` whether a row
//! `y` of the search index is one that `x` asks for, `{first}` the size of a plain list.

use crate::value::id::RecordKind;

/// Mutations, and what they lead to.
mod outcome;
/// How the values of fields are read.
mod read;
/// Lists that are read by stretches of time.
mod stretch;

pub use outcome::{Made, Mutation, View};
pub use read::Read;
pub use stretch::{Stretch, dated};

/// A text of SQL with placeholders.
pub type Sql = &'static str;

/// An object type: what can be selected on a row.
pub struct Object {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// The interfaces it implements.
    pub implements: &'static [&'static str],
    /// Its fields, in the order of the schema.
    pub fields: Vec<Field>,
}

/// An interface or a union: a row that tells by a column which object it is.
pub struct Abstract {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// The fields every member has; none for a union.
    pub fields: Vec<Field>,
    /// Whether it is a union.
    pub is_union: bool,
    /// The expression that tells the member, such as `{t}.kind`.
    pub discriminator: Sql,
    /// The objects it can be.
    pub members: Vec<Member>,
}

/// One object that an abstract type can be.
pub struct Member {
    /// The value of the discriminator.
    pub value: &'static str,
    /// The object's name.
    pub object: &'static str,
    /// Where its row is, when it is not the abstract type's row itself.
    pub rows: Option<Rows>,
}

/// A field: its type, its arguments and how its value is read.
pub struct Field {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// Its type as GraphQL writes it, such as `[PersonName!]!`.
    pub ty: &'static str,
    /// Its arguments, in the order of the schema.
    pub arguments: Vec<Input>,
    /// How its value is read.
    pub read: Read,
    /// What it is reckoned as beside the rows it reads: more than nothing where its value is large.
    pub cost: u64,
}

/// Rows of other tables: what stands after FROM and after WHERE.
#[derive(Clone, Copy)]
pub struct Rows {
    /// Tables and joins.
    pub from: Sql,
    /// The condition that ties them to the row they are read from; empty when there is none.
    pub scope: Sql,
    /// The selects that `{parts}` in `from` stands for; none for most.
    pub parts: &'static [Part],
    /// What reading one of the parts is reckoned as, each time.
    pub part_cost: u64,
    /// How a first page is read of parts that share rows.
    pub overlap: Option<&'static Overlap>,
    /// How what overlaps a stretch of time is found by an index.
    pub stretch: Option<&'static Stretch>,
}

/// Parts that share rows, which belong to the first of them: on a first page, what the parts before have is known and passed over,
/// which costs less than to ask for what they have not.
pub struct Overlap {
    /// Tables that parts name, as they stand after WITH, each with the places of those parts, from 1.
    pub shared: &'static [(Sql, &'static [usize])],
    /// The `from` of each part, with rows that parts before it have.
    pub from: &'static [Sql],
    /// Columns that are the same in all rows, by name; read where they are asked for.
    pub same: &'static [(&'static str, Sql)],
}

/// Rows of one sort, where a list is made of several. Each part is read by its own keys from the cursor on and
/// no further than the page goes, and not at all where an argument leaves its sort out. Its rows have the columns
/// `place` (of the part among the others, from 1), `sort`, `id` and what else it names; the list's order is by
/// `place` and `id`.
pub struct Part {
    /// The enum's value for the sort.
    pub sort: &'static str,
    /// The kinds of records that it has, where an argument asks for some; any, where none is told.
    pub kinds: &'static [&'static str],
    /// The column `id`, by which the part is read: no two of its rows have the same.
    pub id: Sql,
    /// More columns, each with its name; the same in every part.
    pub columns: Sql,
    /// Tables and joins.
    pub from: Sql,
    /// Which rows.
    pub wheres: Sql,
}

/// An edge of many, read page by page.
pub struct Connection {
    /// The connection's type name.
    pub name: &'static str,
    /// The edge's type name.
    pub edge: &'static str,
    /// The type of the nodes, an object or an abstract type.
    pub node: &'static str,
    /// What readers of the schema see on the edge.
    pub description: &'static str,
    /// Where the rows are.
    pub rows: Rows,
    /// The orders it can be read in; the first is the default.
    pub orders: Vec<Order>,
    /// The enum that names the orders; empty when there is but one and only its direction is chosen.
    pub order_input: &'static str,
    /// What the edge itself tells, read from `{l}`.
    pub edge_fields: Vec<Field>,
}

/// One order: sort keys that end in a unique one.
pub struct Order {
    /// Its name in the enum of orders.
    pub name: &'static str,
    /// The keys, most significant first; each is never NULL.
    pub keys: Vec<SortKey>,
}

/// A sort key: an expression over the rows of a connection, and whether it is a text.
#[derive(Clone, Copy)]
pub struct SortKey {
    /// The expression, never NULL.
    pub sql: Sql,
    /// Whether it is a text; an integer otherwise.
    pub is_text: bool,
}

/// An argument or a field of an input object, and what it asks of the rows.
pub struct Input {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// Its type as GraphQL writes it.
    pub ty: &'static str,
    /// Its default, as GraphQL writes it.
    pub default: Option<&'static str>,
    /// What it asks; nothing when something else reads it (`first`, `orderBy`).
    pub condition: Condition,
}

/// What an input asks of the rows.
pub enum Condition {
    /// Nothing by itself.
    None,
    /// Only the parts of these sorts are read: a list of the sorts' enum.
    Parts,
    /// Its bound values stand in the rows themselves: `{q1}`, `{q2}` … where this is `q`. What is not given is `''`.
    InRows(char, Transform),
    /// The number of the record that a reference names stands in the rows themselves, as `{q1}` where this is `q`.
    RefInRows(char),
    /// A condition with bound values, or for a reference the number of the record.
    Sql(Sql, Transform),
    /// Both texts, by the boolean's value.
    Flag(Sql, Sql),
    /// A date's bounds against the window of a `DateFilter`; the two expressions are day numbers.
    Date {
        /// The earliest day.
        earliest: Sql,
        /// The latest day.
        latest: Sql,
        /// What surrounds the condition, with `{inner}`; empty when nothing does.
        around: Sql,
    },
    /// A condition on a record that a reference input names; `{ref}` is its number.
    Ref(Sql),
    /// The same for every reference of a list.
    EachRef(Sql),
    /// The fields of an input object, all of them, on the same rows.
    Group,
    /// The fields of a text filter on one column: `{c}` inside becomes this.
    Column(Sql),
    /// The fields of an input object on other rows: `{x}` inside becomes their `{n}`.
    Exists(Sql),
    /// Every filter of a list holds.
    All,
    /// One filter of a list holds.
    Any,
    /// The filter does not hold.
    Not,
}

/// How a value of the API becomes bound values, and what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transform {
    /// The text itself.
    Text,
    /// The number in an id of this kind.
    Id(RecordKind),
    /// An id of any kind: its kind's name and its number.
    AnyId,
    /// The number in an id with this before its colon, of what is no record.
    Numbered(&'static str),
    /// A list of ids of any kind, as JSON.
    Ids,
    /// A list of ids of any kind, as JSON objects `{"k": kind, "n": number}`.
    AnyIds,
    /// A list of representations of records in other services, as JSON objects `{"k": kind, "n": number}` or
    /// `{"k": kind, "key": key}`; what can be no record is there without number and key.
    Representations,
    /// A key of a record.
    Key,
    /// The folded text.
    Folded,
    /// A LIKE pattern for texts that contain the folded text.
    Contains,
    /// The first text that starts with the folded text, and one after the last.
    StartsWith,
    /// A list of texts, as JSON.
    List,
    /// A list of texts in lower case, as JSON.
    LowerList,
    /// A date: its earliest and its latest day.
    Date,
    /// A search, as the index is asked: those of the values in `src/catalog/search.rs` that the rows name, a bit each.
    Search(u64),
    /// Kinds of records that a search is for, as the index is asked for them.
    SearchKinds,
    /// For each rank of beginnings of names, the first that starts with the folded words of a text, and one after the last.
    NameStart,
    /// A whole number that the service itself gives.
    Number,
    /// A whole number from the one to the other.
    Within(i64, i64),
    /// How many rows to read.
    PageSize,
    /// JSON that the service itself tells, as a text.
    Told,
    /// The sort keys of a cursor; the order's name must fit.
    Cursor {
        /// The order that the cursor must be of.
        order: &'static str,
        /// Which of its keys are texts, from the first.
        texts: &'static [bool],
    },
}

impl Transform {
    /// How many bound values it makes.
    pub fn width(self) -> usize {
        match self {
            Transform::AnyId | Transform::StartsWith | Transform::Date => 2,
            Transform::NameStart => 6,
            Transform::Search(named) => named.count_ones() as usize,
            Transform::Cursor { texts, .. } => texts.len(),
            _ => 1,
        }
    }
}

/// An input object, or a reference of which exactly one field is given.
pub struct InputObject {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// Whether exactly one field must be given.
    pub one_of: bool,
    /// Its fields, in the order of the schema.
    pub fields: Vec<Input>,
}

/// A closed set of values.
pub struct Enum {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// The values and what they mean.
    pub values: &'static [(&'static str, &'static str)],
}

/// A scalar of our own.
pub struct Scalar {
    /// Its name in GraphQL.
    pub name: &'static str,
    /// What API readers see.
    pub description: &'static str,
    /// Where the form is specified.
    pub specified_by: &'static str,
    /// Whether it is a text of a certain form; any JSON value otherwise.
    pub is_text: bool,
}

/// Shorthand for a field without arguments.
pub fn field(name: &'static str, ty: &'static str, description: &'static str, read: Read) -> Field {
    Field { name, description, ty, arguments: Vec::new(), read, cost: 0 }
}

/// Shorthand for an input that asks nothing of the rows: what a mutation is told.
pub fn told(name: &'static str, ty: &'static str, description: &'static str) -> Input {
    input(name, ty, description, Condition::None)
}

/// Shorthand for an input that asks something of the rows.
pub fn input(name: &'static str, ty: &'static str, description: &'static str, condition: Condition) -> Input {
    Input { name, description, ty, default: None, condition }
}

impl Field {
    /// The same field, reckoned as so many rows more.
    pub fn costing(mut self, cost: u64) -> Field {
        self.cost = cost;
        self
    }

    /// The same field with arguments.
    pub fn taking(mut self, arguments: impl IntoIterator<Item = Input>) -> Field {
        self.arguments.extend(arguments);
        self
    }
}

impl Input {
    /// The same input with a default, as GraphQL writes it.
    pub fn or(mut self, default: &'static str) -> Input {
        self.default = Some(default);
        self
    }
}

/// Shorthand for rows tied to the row they are read from.
pub const fn rows(from: Sql, scope: Sql) -> Rows {
    Rows { from, scope, parts: &[], part_cost: 0, overlap: None, stretch: None }
}

/// Shorthand for rows of several sorts, each in a select of its own.
pub const fn parts(from: Sql, parts: &'static [Part], part_cost: u64) -> Rows {
    Rows { from, scope: "", parts, part_cost, overlap: None, stretch: None }
}

/// An order by one integer key and then by the unique one.
pub fn order(name: &'static str, keys: &[SortKey]) -> Order {
    Order { name, keys: keys.to_vec() }
}

/// A sort key that is an integer.
pub const fn int(sql: Sql) -> SortKey {
    SortKey { sql, is_text: false }
}

/// A sort key that is a text.
pub const fn text(sql: Sql) -> SortKey {
    SortKey { sql, is_text: true }
}

/// The argument that bounds a plain list.
pub fn list_size() -> Input {
    input("first", "Int", "At most so many, from the first.", Condition::None).or("100")
}

/// The argument that says where a feed begins.
pub fn feed_start() -> Input {
    input(
        "after",
        "String",
        "The cursor of a change: what came after it, and then what comes. From now on when it is not given.",
        Condition::None,
    )
}

/// How many rows a page has when neither `first` nor `last` is given.
pub const PAGE_SIZE: &str = "20";

/// The arguments with which a connection is read page by page.
pub fn page_arguments() -> [Input; 4] {
    [
        input(
            "first",
            "Int",
            "The first so many after `after`: 20 when neither `first` nor `last` is given.",
            Condition::None,
        ),
        input("after", "String", "A cursor of this list: what comes after it.", Condition::None),
        input("last", "Int", "The last so many before `before`. Not together with `first`.", Condition::None),
        input("before", "String", "A cursor of this list: what comes before it.", Condition::None),
    ]
}

impl Connection {
    /// The argument that chooses the order: field and direction, or the direction alone.
    pub fn order_argument(&self) -> Input {
        if self.order_input.is_empty() {
            return input("direction", "OrderDirection", "Which way the list runs.", Condition::None)
                .or("ASC");
        }
        input("orderBy", self.order_input, "The order of the list.", Condition::None)
    }
}
