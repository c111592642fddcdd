use std::collections::BTreeMap;

use super::identity::ToyIdentity;

/// What each toy that is known is called by its model.
pub type ModelNames = BTreeMap<ToyIdentity, String>;

/// What a toy is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToyName {
    /// The model's.
    pub model: String,
    /// The model's with a number, if another toy of this model came before it.
    pub numbered: Option<String>,
    /// The one that the person gave it.
    pub given: Option<String>,
}

impl ToyName {
    /// What a person knows it by.
    pub fn shown(&self) -> &str {
        self.given.as_ref().or(self.numbered.as_ref()).unwrap_or(&self.model)
    }
}
