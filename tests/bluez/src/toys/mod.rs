//! The toys there are: each protocol and model that the reference server knows, made from its own device
//! configuration, so that names, services and characteristics are those of the real toys.

mod common;
mod config;
mod derive;
pub mod lovense;
mod scripts;

pub use common::common;
pub use config::{bluetooth_protocols, features, inputs, models};

use crate::spec::ToySpec;

/// One toy that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Model {
    /// As the reference names it, such as `lovense`.
    pub protocol: String,
    /// What the reference knows the model by, such as `P` or a name; `None`: whatever model of that protocol.
    pub identifier: Option<String>,
    /// What stands on the box.
    pub product: String,
}

impl Model {
    /// By what stands on the box, such as `Lovense Edge`. Where several protocols have it, the first by name.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn named(product: &str) -> Self {
        let mut all = bluetooth_protocols().into_iter().flat_map(|protocol| models(&protocol));
        all.find(|model| model.product == product)
            .unwrap_or_else(|| panic!("the device configuration has no {product}"))
    }

    /// The toy itself. It answers what its protocol's initialisation asks.
    pub fn spec(&self) -> ToySpec {
        derive::spec(self)
    }
}

impl ToySpec {
    /// A toy of that protocol: of the model with this identifier, or any.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn for_protocol(protocol: &str, identifier: Option<&str>) -> Self {
        let model = models(protocol)
            .into_iter()
            .find(|model| model.identifier.as_deref() == identifier);
        model
            .unwrap_or_else(|| panic!("{protocol} has no model {identifier:?}"))
            .spec()
    }

    /// By what stands on the box, such as `Lovense Edge`.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn of(product: &str) -> Self {
        Model::named(product).spec()
    }
}
