//! The built-in functions: their names, signatures and arities in one table, their bodies by
//! theme.

pub mod array;
mod aws;
mod basic;
mod date_format;
mod date_parse;
mod date_picture;
mod encoding;
mod format_number;
mod higher_order;
mod integer_format;
mod integer_parse;
mod integer_picture;
pub mod matches;
mod numeric;
mod object;
mod pattern;
pub mod string;

use std::rc::Rc;
use std::sync::OnceLock;

use super::Dialect;
use super::error::Fault;
use super::evaluate::Evaluator;
use super::function::Frame;
use super::signature::Signature;
use super::value::Value;

/// Where a built-in function is called.
pub struct Scope<'a, 'e> {
    pub evaluator: &'a Evaluator<'e>,
    pub input: &'a Value,
    pub frame: &'a Rc<Frame>,
}

pub struct Builtin {
    pub name: &'static str,
    signature_text: &'static str,
    signature: OnceLock<Signature>,
    /// How many arguments a higher-order function passes to it.
    pub arity: usize,
    pub run: Run,
}

type Run = fn(&Scope, Vec<Value>) -> Result<Value, Fault>;

impl Builtin {
    const fn new(name: &'static str, signature: &'static str, arity: usize, run: Run) -> Builtin {
        Builtin { name, signature_text: signature, signature: OnceLock::new(), arity, run }
    }

    pub(super) fn signature(&self) -> &Signature {
        self.signature.get_or_init(|| {
            let parsed = Signature::parse(self.signature_text).ok();
            parsed.expect("the table's signatures are well formed")
        })
    }
}

/// The function of that name in the dialect.
pub fn find(name: &str, dialect: Dialect) -> Option<&'static Builtin> {
    let of = |table: &'static [Builtin]| table.iter().find(|builtin| builtin.name == name);
    match dialect {
        Dialect::Official => of(&OFFICIAL).or_else(|| of(&EVERYWHERE)),
        Dialect::Aws => of(&AWS).or_else(|| of(&EVERYWHERE)),
    }
}

/// The first arguments; those that are missing are undefined.
fn take<const N: usize>(arguments: Vec<Value>) -> [Value; N] {
    let mut arguments = arguments.into_iter();
    std::array::from_fn(|_| arguments.next().unwrap_or_default())
}

static OFFICIAL: [Builtin; 2] = [
    Builtin::new("eval", "<sx?:x>", 2, basic::eval),
    Builtin::new("random", "<:n>", 0, numeric::random),
];

static AWS: [Builtin; 6] = [
    Builtin::new("partition", "<x?x?:a>", 2, aws::partition),
    Builtin::new("range", "<x?x?x?:a>", 3, aws::range),
    Builtin::new("hash", "<x?x?:s>", 2, aws::hash),
    Builtin::new("random", "<x?:n>", 1, aws::random),
    Builtin::new("uuid", "<:s>", 0, aws::uuid),
    Builtin::new("parse", "<x?:x>", 1, aws::parse),
];

static EVERYWHERE: [Builtin; 63] = [
    Builtin::new("sum", "<a<n>:n>", 1, numeric::sum),
    Builtin::new("count", "<a:n>", 1, array::count),
    Builtin::new("max", "<a<n>:n>", 1, numeric::max),
    Builtin::new("min", "<a<n>:n>", 1, numeric::min),
    Builtin::new("average", "<a<n>:n>", 1, numeric::average),
    Builtin::new("string", "<x-b?:s>", 1, string::string),
    Builtin::new("substring", "<s-nn?:s>", 3, string::substring),
    Builtin::new("substringBefore", "<s-s:s>", 2, string::substring_before),
    Builtin::new("substringAfter", "<s-s:s>", 2, string::substring_after),
    Builtin::new("lowercase", "<s-:s>", 1, string::lowercase),
    Builtin::new("uppercase", "<s-:s>", 1, string::uppercase),
    Builtin::new("length", "<s-:n>", 1, string::length),
    Builtin::new("trim", "<s-:s>", 1, string::trim),
    Builtin::new("pad", "<s-ns?:s>", 3, string::pad),
    Builtin::new("match", "<s-f<s:o>n?:a<o>>", 3, pattern::match_all),
    Builtin::new("contains", "<s-(sf):b>", 2, pattern::contains),
    Builtin::new("replace", "<s-(sf)(sf)n?:s>", 4, pattern::replace),
    Builtin::new("split", "<s-(sf)n?:a<s>>", 3, pattern::split),
    Builtin::new("join", "<a<s>s?:s>", 2, string::join),
    Builtin::new("formatNumber", "<n-so?:s>", 3, format_number::format_number),
    Builtin::new("formatBase", "<n-n?:s>", 2, numeric::format_base),
    Builtin::new("formatInteger", "<n-s:s>", 2, integer_format::format_integer),
    Builtin::new("parseInteger", "<s-s:n>", 2, integer_parse::parse_integer),
    Builtin::new("number", "<(nsb)-:n>", 1, numeric::number),
    Builtin::new("floor", "<n-:n>", 1, numeric::floor),
    Builtin::new("ceil", "<n-:n>", 1, numeric::ceil),
    Builtin::new("round", "<n-n?:n>", 2, numeric::round),
    Builtin::new("abs", "<n-:n>", 1, numeric::abs),
    Builtin::new("sqrt", "<n-:n>", 1, numeric::sqrt),
    Builtin::new("power", "<n-n:n>", 2, numeric::power),
    Builtin::new("boolean", "<x-:b>", 1, basic::boolean),
    Builtin::new("not", "<x-:b>", 1, basic::not),
    Builtin::new("map", "<af>", 2, higher_order::map),
    Builtin::new("zip", "<a+>", 0, array::zip),
    Builtin::new("filter", "<af>", 2, higher_order::filter),
    Builtin::new("single", "<af?>", 2, higher_order::single),
    Builtin::new("reduce", "<afj?:j>", 3, higher_order::reduce),
    Builtin::new("sift", "<o-f?:o>", 2, higher_order::sift),
    Builtin::new("keys", "<x-:a<s>>", 1, object::keys),
    Builtin::new("lookup", "<x-s:x>", 2, object::lookup),
    Builtin::new("append", "<xx:a>", 2, array::append_values),
    Builtin::new("exists", "<x:b>", 1, basic::exists),
    Builtin::new("spread", "<x-:a<o>>", 1, object::spread),
    Builtin::new("merge", "<a<o>:o>", 1, object::merge),
    Builtin::new("reverse", "<a:a>", 1, array::reverse),
    Builtin::new("each", "<o-f:a>", 2, higher_order::each),
    Builtin::new("error", "<s?:x>", 1, basic::error),
    Builtin::new("assert", "<bs?:x>", 2, basic::assert),
    Builtin::new("type", "<x:s>", 1, basic::type_of),
    Builtin::new("sort", "<af?:a>", 2, array::sort),
    Builtin::new("shuffle", "<a:a>", 1, array::shuffle),
    Builtin::new("distinct", "<x:x>", 1, array::distinct),
    Builtin::new("base64encode", "<s-:s>", 1, encoding::base64_encode),
    Builtin::new("base64decode", "<s-:s>", 1, encoding::base64_decode),
    Builtin::new("encodeUrlComponent", "<s-:s>", 1, encoding::encode_url_component),
    Builtin::new("encodeUrl", "<s-:s>", 1, encoding::encode_url),
    Builtin::new("decodeUrlComponent", "<s-:s>", 1, encoding::decode_url_component),
    Builtin::new("decodeUrl", "<s-:s>", 1, encoding::decode_url),
    Builtin::new("toMillis", "<s-s?:n>", 2, date_parse::to_millis),
    Builtin::new("fromMillis", "<n-s?s?:s>", 3, date_format::from_millis),
    Builtin::new("clone", "<(oa)-:o>", 1, object::clone),
    Builtin::new("now", "<s?s?:s>", 2, date_format::now),
    Builtin::new("millis", "<:n>", 0, date_format::millis),
];
