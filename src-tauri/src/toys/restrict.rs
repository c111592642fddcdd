use vigil_devices::{Permission, ToyPreferences};

/// `before`, with those parts of `wished` that only restrict: a lower limit, an output switched off, a denial. They hold
/// at once, saved or not; the rest holds once it is saved.
pub(crate) fn restricted(before: &ToyPreferences, wished: &ToyPreferences) -> ToyPreferences {
    let mut strict = before.clone();
    strict.permission = stricter(before.permission, wished.permission);
    for (&feature, kinds) in &wished.outputs {
        for (&kind, wish) in kinds {
            let mut output = before.output(feature, kind);
            output.disabled |= wish.disabled;
            output.limit_percent = output.limit_percent.min(wish.limit_percent);
            if output != before.output(feature, kind) {
                strict.outputs.entry(feature).or_default().insert(kind, output);
            }
        }
    }
    strict
}

fn stricter(one: Permission, other: Permission) -> Permission {
    match (one, other) {
        (Permission::Denied, _) | (_, Permission::Denied) => Permission::Denied,
        (Permission::Default, _) | (_, Permission::Default) => Permission::Default,
        (Permission::Allowed, Permission::Allowed) => Permission::Allowed,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use vigil_core::message::OutputKind;
    use vigil_devices::OutputPreferences;

    use super::*;

    const KINDS: [OutputKind; 2] = [OutputKind::Vibrate, OutputKind::Rotate];

    fn preferences() -> impl Strategy<Value = ToyPreferences> {
        let permission = prop_oneof![
            Just(Permission::Default),
            Just(Permission::Allowed),
            Just(Permission::Denied)
        ];
        let output = (any::<bool>(), 0_u8..=100).prop_map(|(disabled, limit_percent)| OutputPreferences {
            disabled,
            limit_percent,
        });
        let outputs = proptest::collection::btree_map(
            0_u32..3,
            proptest::collection::btree_map(proptest::sample::select(&KINDS[..]), output, 0..3),
            0..3,
        );
        (permission, outputs).prop_map(|(permission, outputs)| ToyPreferences {
            display_name: None,
            permission,
            outputs,
        })
    }

    fn is_no_looser(after: &ToyPreferences, before: &ToyPreferences) -> bool {
        let rank = |permission| match permission {
            Permission::Denied => 0,
            Permission::Default => 1,
            Permission::Allowed => 2,
        };
        rank(after.permission) <= rank(before.permission)
            && (0..3).all(|feature| {
                KINDS.iter().all(|&kind| {
                    let (after, before) = (after.output(feature, kind), before.output(feature, kind));
                    (after.disabled || !before.disabled) && after.limit_percent <= before.limit_percent
                })
            })
    }

    proptest! {
        #[test]
        fn s8_what_holds_unsaved_is_never_looser(before in preferences(), wished in preferences()) {
            let held = restricted(&before, &wished);
            prop_assert!(is_no_looser(&held, &before));
            prop_assert_eq!(restricted(&held, &wished), held.clone());
            if is_no_looser(&wished, &before) {
                prop_assert!(is_no_looser(&held, &wished));
            }
        }
    }

    #[test]
    fn a_mixed_wish_is_taken_apart() {
        let with = |disabled, limit_percent| ToyPreferences {
            outputs: BTreeMap::from([(
                0,
                BTreeMap::from([(
                    OutputKind::Vibrate,
                    OutputPreferences {
                        disabled,
                        limit_percent,
                    },
                )]),
            )]),
            ..ToyPreferences::default()
        };
        let held = restricted(&with(true, 80), &with(false, 30));
        assert_eq!(held, with(true, 30));
    }
}
