//! Whole numbers in JSON, however a program spells them.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, SeqAccess, Visitor},
};

/// Up to here every whole number has a float of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A whole number, whether written `5`, `5.0` or `5e0`: some languages have only one type of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<T>(pub(crate) T);

/// An Id, an index, a version or a duration.
pub(crate) type Natural = Whole<u32>;

/// The same, alone or in a list of one: releases 4.0.0 to 5.0.1 of the official JavaScript client put the values of
/// commands into lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Single<T>(pub(crate) T);

/// For a field that is a [`Whole`] number in JSON and a plain one in Rust.
pub(crate) fn whole<'de, T: TryFrom<i64>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Number(PhantomData))
}

impl<'de, T: TryFrom<i64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        whole(deserializer).map(Self)
    }
}

impl<'de, T: TryFrom<i64>> Deserialize<'de> for Single<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrList(PhantomData)).map(Self)
    }
}

struct Number<T>(PhantomData<T>);

impl<T: TryFrom<i64>> Number<T> {
    fn whole<E: Error>(value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::custom(format_args!("{value} is out of range")))
    }

    fn of_u64<E: Error>(value: u64) -> Result<T, E> {
        // No field's range reaches beyond i64.
        Self::whole(i64::try_from(value).unwrap_or(i64::MAX))
    }

    #[allow(clippy::cast_possible_truncation, reason = "it is whole and far from the ends")]
    fn of_f64<E: Error>(value: f64) -> Result<T, E> {
        if value.fract() == 0.0 && value.abs() <= EXACT {
            Self::whole(value as i64)
        } else {
            Err(E::custom(format_args!(
                "{value} is no whole number of this field's range"
            )))
        }
    }
}

impl<T: TryFrom<i64>> Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Self::of_u64(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Self::whole(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Self::of_f64(value)
    }
}

struct NumberOrList<T>(PhantomData<T>);

impl<'de, T: TryFrom<i64>> Visitor<'de> for NumberOrList<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Number::of_u64(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Number::whole(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Number::of_f64(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        let one = |length| A::Error::invalid_length(length, &"one whole number");
        let Whole(value) = list.next_element()?.ok_or_else(|| one(0))?;
        match list.next_element::<IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(one(2)),
        }
    }
}
