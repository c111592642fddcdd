use vigil_server::canonical_origin;

use crate::{
    alerts::{
        Alert, History, Kept, Row,
        alert::{Gap, Measured, Stop},
        words::{Words, decided, settled, words},
    },
    language::Language,
    limits::ALERTS_PAGE,
    view::{
        AlertProgramView, AlertTimesView, AlertView, GapView, HistoryView, OfferView, SilenceView, StopResultView,
        StoppedToyView,
    },
};

/// What the window is told of the history by itself, made anew only if the history or the language has changed.
#[derive(Debug, Default)]
pub(in crate::controller) struct ShownAlerts {
    /// The history that they are of and the language that they are in, once there is one.
    of: Option<(u64, Language)>,
    /// The newest rows, newest first.
    alerts: Vec<AlertView>,
    history: HistoryView,
}

impl ShownAlerts {
    pub(in crate::controller) fn of(&mut self, history: &History, language: Language) -> (Vec<AlertView>, HistoryView) {
        let of = Some((history.revision(), language));
        if self.of != of {
            self.of = of;
            let rows = history.rows();
            self.alerts = rows
                .iter()
                .take(ALERTS_PAGE)
                .map(|row| row_view(language, row))
                .collect();
            self.history = HistoryView {
                revision: history.revision(),
                alerts: rows.iter().map(|row| u64::from(row.count())).sum(),
                unread: rows.iter().filter(|row| !row.is_read()).count(),
            };
        }
        (self.alerts.clone(), self.history)
    }
}

/// An alert with its repeats: what it says is what the newest one says.
pub(in crate::controller) fn row_view(language: Language, row: &Row) -> AlertView {
    let newest = row.newest();
    AlertView {
        id: row.id(),
        news: row.news(),
        times: AlertTimesView {
            first_at_ms: row.first_at_ms(),
            last_at_ms: newest.at_ms,
            count: row.count(),
        },
        dismissed: row.is_read(),
        ..alert_view(language, newest)
    }
}

/// One of them.
pub(super) fn alert_view(language: Language, kept: &Kept) -> AlertView {
    let alert = &kept.alert;
    let Words { sentence, hint } = words(language, alert);
    let answered = alert.page().zip(kept.decision);
    AlertView {
        id: kept.id,
        news: kept.id,
        times: AlertTimesView {
            first_at_ms: kept.first_at_ms,
            last_at_ms: kept.at_ms,
            count: kept.count,
        },
        cause: alert.cause(),
        sentence: answered.map_or(sentence, |(page, decision)| settled(language, page, decision)),
        hint: kept.decision.map(|decision| decided(language, decision)).or(hint),
        program: alert.program().map(|name| AlertProgramView {
            name: name.to_owned(),
            origin: alert.program_origin().map(ToOwned::to_owned),
        }),
        silence: silence(alert),
        toys: toys(alert),
        offers: offers(alert),
        dismissed: kept.dismissed,
    }
}

fn silence(alert: &Alert) -> SilenceView {
    match alert {
        Alert::SessionEnded(ended) => {
            let (silent_ms, limit_ms) = ended.fault.silence();
            SilenceView {
                silent_ms,
                limit_ms,
                late_ms: Some(ended.late_ms),
                gaps: gaps(&ended.gaps),
            }
        }
        Alert::Told(told) => {
            let Measured { silent, limit, late } = told.measured;
            SilenceView {
                silent_ms: silent,
                limit_ms: limit,
                late_ms: late,
                gaps: gaps(&told.gaps),
            }
        }
        _ => SilenceView::default(),
    }
}

fn gaps(gaps: &[Gap]) -> Vec<GapView> {
    let gaps = gaps.iter();
    gaps.map(|&(ago_ms, gap_ms)| GapView { ago_ms, gap_ms }).collect()
}

fn toys(alert: &Alert) -> Vec<StoppedToyView> {
    let stops: &[Stop] = match alert {
        Alert::SessionEnded(ended) => &ended.toys,
        Alert::ReadLate { toys, .. } | Alert::ComputerLeft { toys, .. } => toys,
        Alert::Told(told) => &told.toys,
        Alert::GuardianActed { toys, .. } => {
            let toys = toys.iter();
            return toys
                .map(|toy| StoppedToyView {
                    index: toy.index,
                    name: toy.name.clone(),
                    still_after_ms: toy.still_after_ms,
                    result: match toy {
                        toy if toy.nothing_to_tell => StopResultView::NothingToTell,
                        toy if toy.still_after_ms.is_some() => StopResultView::Confirmed,
                        _ => StopResultView::Unconfirmed,
                    },
                })
                .collect();
        }
        _ => &[],
    };
    stops.iter().map(StoppedToyView::from).collect()
}

fn offers(alert: &Alert) -> Vec<OfferView> {
    // What names nobody is asked about each time.
    let page = alert.page().filter(|origin| canonical_origin(origin).is_some());
    let page = page.map(|origin| OfferView::AllowPage {
        origin: origin.to_owned(),
    });
    let silence = silence(alert);
    [
        page,
        alert.offers_exemption().then_some(OfferView::Exempt),
        (!alert.others().is_empty()).then_some(OfferView::StopOnlyItsToys),
        silence.limit_ms.map(|_| OfferView::ChangeLimit),
    ]
    .into_iter()
    .flatten()
    .collect()
}
