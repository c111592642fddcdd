use std::{array, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use super::Language;

type Bundle = FluentBundle<FluentResource>;

/// The files of a language, by their names.
macro_rules! files {
    ($($language:literal),*) => {
        [$([
            ("alerts", include_str!(concat!("../../locales/", $language, "/alerts.ftl"))),
            ("bluetooth", include_str!(concat!("../../locales/", $language, "/bluetooth.ftl"))),
            ("drill", include_str!(concat!("../../locales/", $language, "/drill.ftl"))),
            ("errors", include_str!(concat!("../../locales/", $language, "/errors.ftl"))),
            ("imports", include_str!(concat!("../../locales/", $language, "/imports.ftl"))),
            ("measures", include_str!(concat!("../../locales/", $language, "/measures.ftl"))),
            ("notifications", include_str!(concat!("../../locales/", $language, "/notifications.ftl"))),
            ("tray", include_str!(concat!("../../locales/", $language, "/tray.ftl"))),
        ]),*]
    };
}

/// In the order of [`Language::ALL`].
const FILES: [[(&str, &str); 8]; 3] = files!("en", "de", "ja");

/// Read once, when the first sentence is made, and never changed.
static BUNDLES: LazyLock<[Bundle; 3]> =
    LazyLock::new(|| array::from_fn(|place| bundle(Language::ALL[place], &FILES[place])));

fn bundle(language: Language, files: &[(&str, &str)]) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Names of programs and toys are written in letters of any direction; they are put between no marks of direction, which
    // would be copied with them, and which some desktops show.
    bundle.set_use_isolating(false);
    for (_, text) in files {
        // A message that is wrong is left out, and a test finds it.
        let read = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, _)| read);
        bundle.add_resource_overriding(read);
    }
    bundle
}

/// `say!(language, "name-of-the-sentence", value = …, other = …)`. A test holds names and values against the files.
macro_rules! say {
    ($language:expr, $name:literal $(, $value:ident = $of:expr)* $(,)?) => {{
        #[allow(unused_mut, reason = "some have no values")]
        let mut values = fluent_bundle::FluentArgs::new();
        $(values.set(stringify!($value), $of);)*
        $language.sentence($name, &values)
    }};
}
pub(crate) use say;

impl Language {
    /// By [`say!`]. What a translation lacks is told in English.
    pub(crate) fn sentence(self, name: &str, values: &FluentArgs<'_>) -> String {
        [self, Self::English]
            .into_iter()
            .find_map(|language| language.own_sentence(name, values))
            .unwrap_or_else(|| name.to_owned())
    }

    fn own_sentence(self, name: &str, values: &FluentArgs<'_>) -> Option<String> {
        let bundle = &BUNDLES[self as usize];
        let pattern = bundle.get_message(name)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(values), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

#[cfg(test)]
mod tests;
