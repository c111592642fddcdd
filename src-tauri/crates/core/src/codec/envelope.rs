//! `{"Name": {"Id": 1, …}}`: takes the name and the Id off a message, so that the rest can be read without them.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::wire::FromClient;
use crate::{
    legacy::{Incoming, LegacyMessage},
    whole::Natural,
};

/// A message of any version, with its Id.
pub(super) struct Envelope {
    pub(super) id: u32,
    pub(super) name: &'static str,
    pub(super) message: Incoming,
}

/// A key of an object, borrowed from the text unless it has escapes in it.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Envelope, A::Error> {
        let Some(Key(name)) = object.next_key()? else {
            return Err(A::Error::custom("a message has a name"));
        };
        let mut named = Named {
            name: &name,
            known: None,
            id: None,
            object: &mut object,
        };
        let message = match FromClient::deserialize(&mut named) {
            Ok(message) => Incoming::V4(message.into()),
            Err(_) if named.known.is_none() => Incoming::Legacy(LegacyMessage::deserialize(&mut named)?),
            Err(error) => return Err(error),
        };
        let (Some(name), Some(id)) = (named.known, named.id) else {
            return Err(A::Error::missing_field("Id"));
        };
        if object.next_key::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("a message has one name only"));
        }
        Ok(Envelope { id, name, message })
    }
}

/// An object whose only key is the name of a message, read as that variant of an enum; its Id is kept apart.
struct Named<'a, A> {
    name: &'a str,
    /// The name again, if an enum has a variant of that name.
    known: Option<&'static str>,
    id: Option<u32>,
    object: &'a mut A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for &mut Named<'_, A> {
    type Error = A::Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.known = variants.iter().find(|variant| **variant == self.name).copied();
        if self.known.is_none() {
            return Err(A::Error::custom(format_args!("there is no message `{}`", self.name)));
        }
        visitor.visit_enum(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("a message is one of several"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for &mut Named<'_, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), A::Error> {
        let name: StrDeserializer<'_, A::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

/// Every message is an object, so only that kind of variant is read.
impl<'de, A: MapAccess<'de>> VariantAccess<'de> for &mut Named<'_, A> {
    type Error = A::Error;

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, A::Error> {
        self.object.next_value_seed(Body {
            id: &mut self.id,
            visitor,
        })
    }

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(A::Error::custom("a message is an object"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, A::Error> {
        Err(A::Error::custom("a message is an object"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("a message is an object"))
    }
}

/// Reads a message's fields, all but its Id.
struct Body<'a, V> {
    id: &'a mut Option<u32>,
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Body<'_, V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Body<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(WithoutId { id: self.id, fields })
    }

    /// The fields as a list, in order and without their names: serde reads structs from that too.
    fn visit_seq<A: SeqAccess<'de>>(self, mut fields: A) -> Result<V::Value, A::Error> {
        *self.id = fields.next_element::<Natural>()?.map(|id| id.0);
        self.visitor.visit_seq(fields)
    }
}

/// An object's fields, all but `Id`, which is kept.
struct WithoutId<'a, A> {
    id: &'a mut Option<u32>,
    fields: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutId<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(Key(name)) = self.fields.next_key()? {
            if name != "Id" {
                let name: StrDeserializer<'_, A::Error> = name.as_ref().into_deserializer();
                return seed.deserialize(name).map(Some);
            }
            let Natural { 0: id } = self.fields.next_value()?;
            if self.id.replace(id).is_some() {
                return Err(A::Error::duplicate_field("Id"));
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.fields.next_value_seed(seed)
    }
}
