use vigil_devices::{Permission, ToyPreferences};

/// `before`, with those parts of `wished` that only restrict: a smaller range, an output switched off, a longer time
/// between two writes, a denial. They hold at once, saved or not; the rest holds once it is saved.
pub(crate) fn restricted(before: &ToyPreferences, wished: &ToyPreferences) -> ToyPreferences {
    let mut strict = before.clone();
    strict.permission = stricter(before.permission, wished.permission);
    strict.message_gap_ms = before.message_gap_ms.max(wished.message_gap_ms);
    for (&feature, kinds) in &wished.outputs {
        for (&kind, wish) in kinds {
            let mut output = before.output(feature, kind);
            output.disabled |= wish.disabled;
            output.limit_percent = output.limit_percent.min(wish.limit_percent);
            // Two ranges may have nothing in common.
            output.from_percent = output.from_percent.max(wish.from_percent).min(output.limit_percent);
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
        let output =
            (any::<bool>(), 0_u8..=100, 0_u8..=100, any::<bool>()).prop_map(|(disabled, one, other, reversed)| {
                OutputPreferences {
                    disabled,
                    limit_percent: one.max(other),
                    from_percent: one.min(other),
                    reversed,
                }
            });
        let outputs = proptest::collection::btree_map(
            0_u32..3,
            proptest::collection::btree_map(proptest::sample::select(&KINDS[..]), output, 0..3),
            0..3,
        );
        let gap = proptest::option::of(0_u32..1000);
        (permission, outputs, gap).prop_map(|(permission, outputs, message_gap_ms)| ToyPreferences {
            display_name: None,
            permission,
            outputs,
            message_gap_ms,
        })
    }

    fn is_no_looser(after: &ToyPreferences, before: &ToyPreferences) -> bool {
        let rank = |permission| match permission {
            Permission::Denied => 0,
            Permission::Default => 1,
            Permission::Allowed => 2,
        };
        rank(after.permission) <= rank(before.permission)
            && after.message_gap_ms >= before.message_gap_ms
            && (0..3).all(|feature| {
                KINDS.iter().all(|&kind| {
                    let (after, before) = (after.output(feature, kind), before.output(feature, kind));
                    (after.disabled || !before.disabled)
                        && after.limit_percent <= before.limit_percent
                        // No place beyond what was allowed: the lower end is moved down only to where the upper one is.
                        && after.from_percent >= before.from_percent.min(after.limit_percent)
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
                        ..OutputPreferences::default()
                    },
                )]),
            )]),
            ..ToyPreferences::default()
        };
        let held = restricted(&with(true, 80), &with(false, 30));
        assert_eq!(held, with(true, 30));
    }

    #[test]
    fn a_carriage_is_turned_round_only_once_that_is_saved() {
        let with = |from_percent, limit_percent, reversed| ToyPreferences {
            outputs: BTreeMap::from([(
                0,
                BTreeMap::from([(
                    OutputKind::Position,
                    OutputPreferences {
                        limit_percent,
                        from_percent,
                        reversed,
                        ..OutputPreferences::default()
                    },
                )]),
            )]),
            ..ToyPreferences::default()
        };
        assert_eq!(
            restricted(&with(0, 100, false), &with(20, 80, true)),
            with(20, 80, false)
        );
        assert_eq!(
            restricted(&with(20, 80, false), &with(0, 50, false)),
            with(20, 50, false)
        );
        assert_eq!(
            restricted(&with(0, 30, false), &with(60, 100, false)),
            with(30, 30, false),
            "nothing in common: the carriage stays at an end of what was allowed"
        );
    }
}
