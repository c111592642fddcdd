//! What the server, toys and Bluetooth report, and what is done about it.

use vigil_devices::Searcher;
use vigil_server::{Refusal, Server, ServerEvent};

use super::{
    Controller,
    effect::{Effect, ms_since_epoch},
    news, pages, radio, transports,
};
use crate::alerts::Alert;

impl Controller {
    /// A toy that was tried like another one goes by the name that it has itself.
    pub(super) async fn name_what_was_tried(&mut self, index: u32) {
        let Some(toy) = self.storage.toys().toy(index) else {
            return;
        };
        let (address, is_named) = (toy.identity.address.clone(), toy.preferences.display_name.is_some());
        if let Some(name) = self.parts.transports.radio.take_tried(&address)
            && !is_named
            && let Err(refused) = self.known_toys().rename(index, Some(name)).await
        {
            log::warn!("toy {index} is not called by its own name: {refused:?}");
        }
    }

    pub(super) fn server_event(&mut self, event: &ServerEvent) {
        self.note_page(event);
        let mut effects = news::of_server(event, self.storage.history());
        if self.parts.drill.heed(event) {
            // That it is cut off is what the drill is for.
            effects.retain(|effect| matches!(effect, Effect::Say(_)));
        }
        self.apply(effects);
    }

    /// A page that the settings speak of has come.
    pub(super) fn note_page(&mut self, event: &ServerEvent) {
        let (ServerEvent::Connected {
            origin: Some(origin), ..
        }
        | ServerEvent::Refused {
            origin,
            why: Refusal::Never,
            ..
        }) = event
        else {
            return;
        };
        if pages::listed(&self.settings()).contains(origin) {
            self.storage.change_pages(|book| book.came(origin, ms_since_epoch()));
        }
    }

    pub(super) fn transport_news(&mut self, news: &transports::News) {
        match news {
            transports::News::Radio(radio::News::Status) => self.tell_of_bluetooth(),
            transports::News::Radio(radio::News::OurTurn) => self.storage.look_for_guardian_record(),
            transports::News::Radio(radio::News::Searches) => {
                self.parts.transports.radio.searches_changed();
                self.tell_of_newcomers();
            }
            transports::News::Radio(radio::News::ScanDue) => self.context.devices.stop_search(Searcher::Person),
            transports::News::GuardianMissing => {
                self.apply([Effect::Alert(Alert::GuardianMissing)]);
            }
        }
    }

    pub(super) fn tell_of_bluetooth(&mut self) {
        let radio = &mut self.parts.transports.radio;
        let effect = radio.tell(&self.context.devices, self.storage.toys());
        self.apply(effect);
        self.tell_of_newcomers();
    }

    pub(super) fn tell_of_newcomers(&mut self) {
        let programs = self.parts.serving.server().map(Server::programs).unwrap_or_default();
        let searches = self.context.devices.searches().borrow().programs();
        let searching: Vec<_> = searches
            .iter()
            .filter_map(|session| programs.iter().find(|program| program.session == *session))
            .map(|program| program.name.as_str())
            .collect();
        let language = self.language();
        let radio = &mut self.parts.transports.radio;
        let mut effects = radio.tell_of_newcomers(&self.context.devices, self.storage.toys(), &searching, language);
        if !self.settings().desktop_notifications {
            effects.retain(|effect| !matches!(effect, Effect::Notify(_)));
        }
        self.apply(effects);
    }

    pub(super) fn tell_of_the_guardian(&mut self, record: Option<crate::guardian::Record>) {
        let damage = self.storage.take_damage();
        self.apply(news::of_guardian(record, damage));
    }
}
