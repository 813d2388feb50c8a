//! Every type of the API, declared once: its fields, edges, filters, orders and descriptions. The
//! GraphQL schema, the plan of a query and the resolvers are all made from it. It runs nothing.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// The words in which types are declared.
pub mod declare;

/// An article: prose with a body.
mod article;
/// Who said a quotation, or to whom.
mod attribution;
/// What was changed together.
mod batch;
/// Who may be the same human being as another.
mod candidate;
/// Where a claim comes from.
mod citation;
/// What every claim has: id, rank, remark, citations.
mod claim;
/// Historical dates and filters by them.
mod date;
/// What mentions people: the interface of articles and quotations.
mod document;
/// Something that happened, and who had a part in it.
mod event;
/// What a gateway asks of a part of a larger graph.
mod federation;
/// A person's identifier in another catalogue.
mod identifier;
/// What cannot be true together, and what nobody stands behind.
mod inconsistency;
/// What mutations are told: the forms of records and claims.
mod input;
/// A passage that names a person.
mod mention;
/// A person that was merged into another.
mod merger;
/// Every mutation, its payload, and what payloads tell.
mod mutation;
/// A name of a person.
mod name;
/// Anything with an id of its own.
mod node;
/// How two persons hang together.
mod path;
/// A human being.
mod person;
/// Where every query begins.
mod query;
/// Words ascribed to someone.
mod quotation;
/// What every record has: id, key, references, orders.
mod record;
/// A tie from one person to another.
mod relation;
/// One change to one record.
mod revision;
/// Records found by words, and names by their beginnings.
mod search;
/// What can be followed.
mod subscription;
/// Filters on short texts.
mod text;
/// A life in the order of its dates.
mod timeline;
/// Names that are nobody's yet.
mod unresolved;

use declare::{Abstract, Connection, Enum, Field, InputObject, Mutation, Object, Read, Scalar};

/// All types, and ways to find them by name.
pub struct Catalog {
    /// Object types, the query root first.
    pub objects: Vec<Object>,
    /// The root of what can be followed.
    pub subscription: Object,
    /// Interfaces and unions.
    pub abstracts: Vec<Abstract>,
    /// Input objects.
    pub inputs: Vec<InputObject>,
    /// Enums.
    pub enums: Vec<Enum>,
    /// Scalars of our own.
    pub scalars: Vec<Scalar>,
    /// Mutations, in the order of the schema.
    pub mutations: Vec<Mutation>,
    /// Whether a gateway may ask what it asks of a part of a larger graph.
    pub is_federated: bool,
    by_name: HashMap<&'static str, Kind>,
    /// The names of all enums' values.
    enum_values: HashSet<&'static str>,
    /// Where each field of each object stands.
    fields: Vec<HashMap<&'static str, usize>>,
}

/// What a name stands for, with its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object type.
    Object(usize),
    /// An interface or a union.
    Abstract(usize),
    /// An input object.
    Input(usize),
    /// An enum.
    Enum(usize),
    /// A scalar of our own.
    Scalar(usize),
}

/// The name of the root type of queries.
pub const QUERY: &str = "Query";
/// The name of the root type of mutations.
pub const MUTATION: &str = "Mutation";

/// The name of the root type of subscriptions.
pub const SUBSCRIPTION: &str = "Subscription";

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::declare);
static FEDERATED: LazyLock<Catalog> = LazyLock::new(Catalog::declare_federated);

/// Every object type but the payloads of mutations.
fn objects() -> Vec<Object> {
    vec![
        query::object(),
        person::object(),
        event::object(),
        article::object(),
        quotation::object(),
        name::object(),
        identifier::object(),
        mention::object(),
        mention::candidate(),
        mention::undecided(),
        mention::segment(),
        unresolved::object(),
        unresolved::passage(),
        citation::object(),
        date::object(),
        person::co_mention(),
        merger::object(),
        revision::object(),
        batch::object(),
        candidate::object(),
        inconsistency::object(),
    ]
}

impl Catalog {
    /// The catalog.
    pub fn get() -> &'static Catalog {
        &CATALOG
    }

    /// The catalog, and what a gateway may ask beside it.
    pub fn federated() -> &'static Catalog {
        &FEDERATED
    }

    fn declare_federated() -> Catalog {
        let mut catalog = Catalog::declare();
        for root in catalog.objects.iter_mut().filter(|object| object.name == QUERY) {
            root.fields.extend(federation::roots());
        }
        catalog.objects.push(federation::service());
        catalog.abstracts.push(federation::entity());
        catalog.scalars.push(federation::representation());
        catalog.is_federated = true;
        catalog.index();
        catalog
    }

    fn declare() -> Catalog {
        let inputs = [
            vec![
                text::inputs(),
                article::inputs(),
                quotation::inputs(),
                date::inputs(),
                name::inputs(),
                mention::inputs(),
            ],
            Vec::from(record::inputs()),
            Vec::from(identifier::inputs()),
            person::inputs(),
            event::inputs(),
            document::inputs(),
            attribution::inputs(),
            input::inputs(),
        ];
        let enums = [
            vec![
                record::enums(),
                claim::enums(),
                citation::enums(),
                relation::enums(),
                candidate::enums(),
                inconsistency::enums(),
                path::enums(),
            ],
            date::enums(),
            person::enums(),
            event::enums(),
            document::enums(),
            attribution::enums(),
            Vec::from(mention::enums()),
            Vec::from(revision::enums()),
            Vec::from(search::enums()),
            Vec::from(input::enums()),
            Vec::from(mutation::enums()),
        ];
        let mut catalog = Catalog {
            objects: objects().into_iter().chain(search::objects()).chain(path::objects()).collect(),
            subscription: subscription::object(),
            abstracts: vec![node::interface(), document::interface(), timeline::union()],
            inputs: inputs.into_iter().flatten().collect(),
            enums: enums.into_iter().flatten().collect(),
            scalars: [date::scalars(), vec![revision::scalar()]].into_iter().flatten().collect(),
            mutations: Vec::new(),
            is_federated: false,
            by_name: HashMap::new(),
            enum_values: HashSet::new(),
            fields: Vec::new(),
        };
        for declared in mutation::declared() {
            catalog.mutations.push(declared.mutation);
            catalog.inputs.push(declared.input);
            catalog.objects.push(declared.payload);
        }
        catalog.objects.extend(mutation::objects());
        catalog.index();
        catalog
    }

    fn index(&mut self) {
        let mut by_name = HashMap::new();
        by_name.extend(self.objects.iter().enumerate().map(|(at, it)| (it.name, Kind::Object(at))));
        by_name.extend(self.abstracts.iter().enumerate().map(|(at, it)| (it.name, Kind::Abstract(at))));
        by_name.extend(self.inputs.iter().enumerate().map(|(at, it)| (it.name, Kind::Input(at))));
        by_name.extend(self.enums.iter().enumerate().map(|(at, it)| (it.name, Kind::Enum(at))));
        by_name.extend(self.scalars.iter().enumerate().map(|(at, it)| (it.name, Kind::Scalar(at))));
        self.by_name = by_name;
        let places =
            |object: &Object| object.fields.iter().enumerate().map(|(at, it)| (it.name, at)).collect();
        self.enum_values = self.enums.iter().flat_map(|it| it.values).map(|(name, _)| *name).collect();
        self.fields = self.objects.iter().map(places).collect();
    }

    /// What a type's name stands for; nothing for built-in scalars, connections and edges.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.by_name.get(name).copied()
    }

    /// An object type by name.
    pub fn object(&self, name: &str) -> Option<&Object> {
        match self.kind(name)? {
            Kind::Object(at) => self.objects.get(at),
            _ => None,
        }
    }

    /// An interface or a union by name.
    pub fn abstract_type(&self, name: &str) -> Option<&Abstract> {
        match self.kind(name)? {
            Kind::Abstract(at) => self.abstracts.get(at),
            _ => None,
        }
    }

    /// An input object by name.
    pub fn input(&self, name: &str) -> Option<&InputObject> {
        match self.kind(name)? {
            Kind::Input(at) => self.inputs.get(at),
            _ => None,
        }
    }

    /// An enum by name.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        match self.kind(name)? {
            Kind::Enum(at) => self.enums.get(at),
            _ => None,
        }
    }

    /// Whether an enum has a value of this name.
    pub fn is_enum_value(&self, name: &str) -> bool {
        self.enum_values.contains(name)
    }

    /// A mutation by name.
    pub fn mutation(&self, name: &str) -> Option<&Mutation> {
        self.mutations.iter().find(|mutation| mutation.name == name)
    }

    /// A field of an object by name.
    pub fn field(&self, object: &str, name: &str) -> Option<&Field> {
        let Kind::Object(at) = self.kind(object)? else { return None };
        let place = self.fields.get(at)?.get(name)?;
        self.objects.get(at)?.fields.get(*place)
    }

    /// Every connection, each once by its type's name.
    pub fn connections(&self) -> Vec<&Connection> {
        let mut found: Vec<&Connection> = Vec::new();
        let objects = self.objects.iter().flat_map(|object| &object.fields);
        let abstracts = self.abstracts.iter().flat_map(|abstract_type| &abstract_type.fields);
        for field in objects.chain(abstracts) {
            if let Read::Connection(connection) = &field.read
                && found.iter().all(|known| known.name != connection.name)
            {
                found.push(connection);
            }
        }
        found
    }
}
