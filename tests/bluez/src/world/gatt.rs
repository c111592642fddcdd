//! Characteristics: read, written, subscribed to.

use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Body, CallId, CharacteristicKey, DeviceKey, Due, Method, ToyId, ToyState, Work, World, properties::CHARACTERISTIC,
    toy::Characteristic,
};
use crate::{
    fault::{Refusal, Treatment, treatment},
    log::{Attempt, Outcome, Write},
    spec::{Flags, Reply},
};

impl World {
    pub(super) fn call_characteristic(
        &mut self,
        key: CharacteristicKey,
        call: CallId,
        client: String,
        method: Method,
        now: Instant,
    ) {
        match method {
            Method::WriteValue { bytes, with_response } => self.call_write(key, call, bytes, with_response, now),
            Method::ReadValue => {
                let flags = self.characteristic(key).flags;
                let toy = self.toy(key.device.toy);
                toy.calls.read += 1;
                let treatment = treatment(&mut toy.faults.read, now);
                let is_silent = toy.is_silent;
                if !toy.is_resolved_on(key.device.adapter) {
                    return self.refuse(call, Refusal::no_link());
                }
                if !flags.contains(Flags::READ) {
                    return self.refuse(call, Refusal::not_supported());
                }
                self.begin(call, Work::Read(key), treatment, is_silent, now);
            }
            Method::StartNotify => {
                let flags = self.characteristic(key).flags;
                let toy = self.toy(key.device.toy);
                toy.calls.start_notify += 1;
                let treatment = treatment(&mut toy.faults.start_notify, now);
                // Without a link it is noted, and done once there is one.
                let needs_radio = toy.is_silent && toy.is_linked_to(key.device.adapter);
                if !flags.intersects(Flags::NOTIFY | Flags::INDICATE) {
                    return self.refuse(call, Refusal::not_supported());
                }
                self.begin(call, Work::StartNotify { key, client }, treatment, needs_radio, now);
            }
            Method::StopNotify => {
                let toy = self.toy(key.device.toy);
                toy.calls.stop_notify += 1;
                let treatment = treatment(&mut toy.faults.stop_notify, now);
                self.begin(call, Work::StopNotify { key, client }, treatment, false, now);
            }
            other => self.refuse(call, Refusal::unknown_method(&other.name())),
        }
    }

    /// `with_response: None`: the caller left the kind of write to us.
    fn call_write(
        &mut self,
        key: CharacteristicKey,
        call: CallId,
        bytes: Vec<u8>,
        with_response: Option<bool>,
        now: Instant,
    ) {
        let service = self.toys[&key.device.toy].gatt.services[key.service].uuid;
        let characteristic = self.characteristic(key);
        let uuid = characteristic.uuid;
        let flags = characteristic.flags;
        let with_response = with_response.unwrap_or_else(|| flags.contains(Flags::WRITE));
        let needed = if with_response {
            Flags::WRITE
        } else {
            Flags::WRITE_WITHOUT_RESPONSE
        };
        let is_busy = self.is_write_waiting(key);

        let toy = self.toy(key.device.toy);
        toy.calls.write += 1;
        let attempt = toy.attempts.len();
        toy.attempts.push(Attempt {
            asked: now,
            service,
            characteristic: uuid,
            bytes,
            with_response,
            outcome: Outcome::Waiting,
        });
        let treatment = treatment(&mut toy.faults.write, now);
        let is_silent = toy.is_silent;
        let refusal = if !toy.is_resolved_on(key.device.adapter) {
            Some(Refusal::no_link())
        } else if with_response && !flags.contains(needed) {
            Some(Refusal::not_permitted())
        } else if toy.faults.is_busy_while_writing && is_busy {
            Some(Refusal::in_progress())
        } else {
            None
        };
        if let Some(refusal) = refusal {
            toy.attempts[attempt].outcome = Outcome::Refused(refusal.clone());
            return self.refuse(call, refusal);
        }
        // bluetoothd sends a command whatever the flags say, and a toy that does not take commands ignores it.
        let treatment = if flags.contains(needed) {
            treatment
        } else {
            Some(Treatment::Lose)
        };
        self.begin(call, Work::Write { key, attempt }, treatment, is_silent, now);
    }

    /// The write takes effect.
    pub(super) fn written(&mut self, call: CallId, key: CharacteristicKey, attempt: usize, now: Instant) {
        self.answer(call, Body::Nothing);
        self.writes += 1;
        let order = self.writes;
        let toy = self.toy(key.device.toy);
        let attempt = &mut toy.attempts[attempt];
        attempt.outcome = Outcome::Written;
        let write = Write {
            order,
            asked: attempt.asked,
            at: now,
            service: attempt.service,
            characteristic: attempt.characteristic,
            bytes: attempt.bytes.clone(),
            with_response: attempt.with_response,
        };
        toy.writes.push(write.clone());
        let generation = toy.link.map_or(0, |link| link.generation);
        for reply in toy.spec.script.clone().run(&write) {
            let toy = key.device.toy;
            self.plan(now + reply.after, Due::Reply { toy, generation, reply });
        }
    }

    pub(super) fn read(&mut self, call: CallId, key: CharacteristicKey) {
        let value = self.characteristic(key).value.clone();
        self.answer(call, Body::Bytes(value));
    }

    /// Once more is no error (BlueZ 5.50 and newer).
    pub(super) fn subscribed(&mut self, call: CallId, key: CharacteristicKey, client: String, now: Instant) {
        let is_first = self.characteristic(key).subscribers.is_empty();
        self.characteristic_mut(key).subscribers.insert(client);
        if is_first {
            self.tell_notifying(key, true);
        }
        self.answer(call, Body::Nothing);
        let uuid = self.characteristic(key).uuid;
        let toy = key.device.toy;
        let state = self.toy(toy);
        let generation = state.link.map_or(0, |link| link.generation);
        let greetings: Vec<Reply> = state.spec.greetings.clone();
        for reply in greetings.into_iter().filter(|reply| reply.characteristic == uuid) {
            self.plan(now + reply.after, Due::Reply { toy, generation, reply });
        }
    }

    pub(super) fn unsubscribed(&mut self, call: CallId, key: CharacteristicKey, client: &str) {
        if !self.characteristic_mut(key).subscribers.remove(client) {
            return self.refuse(call, Refusal::failed("No notify session started"));
        }
        if self.characteristic(key).subscribers.is_empty() {
            self.tell_notifying(key, false);
        }
        self.answer(call, Body::Nothing);
    }

    /// What a script answered earlier; void where the link has changed since.
    pub(super) fn reply(&mut self, toy: ToyId, generation: u64, reply: &Reply) {
        if self.toy(toy).link.is_some_and(|link| link.generation == generation) {
            self.set_value(toy, reply.characteristic, &reply.bytes, reply.is_notification);
        }
    }

    /// A new value, with or without telling those who asked to be told.
    pub(crate) fn set_value(&mut self, toy: ToyId, uuid: Uuid, bytes: &[u8], is_notification: bool) {
        let state = self.toy(toy);
        let Some((service, characteristic)) = state.gatt.find(uuid) else {
            panic!("{} has no characteristic {uuid}", state.spec.name);
        };
        let link = state.link.filter(|_| !state.is_silent);
        let characteristic_state = &mut state.gatt.services[service].characteristics[characteristic];
        bytes.clone_into(&mut characteristic_state.value);
        let is_told = is_notification && !characteristic_state.subscribers.is_empty();
        let Some(link) = link.filter(|_| is_told) else { return };
        let key = CharacteristicKey {
            device: DeviceKey {
                adapter: link.adapter,
                toy,
            },
            service,
            characteristic,
        };
        let path = self.characteristic_path(key);
        self.changed(path, CHARACTERISTIC, [("Value", bytes.to_vec().into())].into());
    }

    pub(crate) fn characteristic(&self, key: CharacteristicKey) -> &Characteristic {
        &self.toys[&key.device.toy].gatt.services[key.service].characteristics[key.characteristic]
    }

    pub(super) fn attempt_failed(&mut self, work: &Work, refusal: &Refusal) {
        self.set_outcome(work, Outcome::Refused(refusal.clone()));
    }

    pub(super) fn attempt_lost(&mut self, work: &Work) {
        self.set_outcome(work, Outcome::Lost);
    }

    fn set_outcome(&mut self, work: &Work, outcome: Outcome) {
        if let Work::Write { key, attempt } = work {
            self.toy(key.device.toy).attempts[*attempt].outcome = outcome;
        }
    }

    fn is_write_waiting(&self, key: CharacteristicKey) -> bool {
        let is_request = |attempt: usize| self.toys[&key.device.toy].attempts[attempt].with_response;
        let of_this = self.waiting_of(|waiting| {
            matches!(waiting.work, Work::Write { key: other, attempt } if other == key && is_request(attempt))
        });
        !of_this.is_empty()
    }

    fn tell_notifying(&mut self, key: CharacteristicKey, notifying: bool) {
        let path = self.characteristic_path(key);
        self.changed(path, CHARACTERISTIC, [("Notifying", notifying.into())].into());
    }

    fn characteristic_mut(&mut self, key: CharacteristicKey) -> &mut Characteristic {
        let services = &mut self.toy(key.device.toy).gatt.services;
        &mut services[key.service].characteristics[key.characteristic]
    }
}

impl ToyState {
    pub(super) fn fail_attempts(&mut self, refusal: &Refusal) {
        for attempt in &mut self.attempts {
            if attempt.outcome == Outcome::Waiting {
                attempt.outcome = Outcome::Refused(refusal.clone());
            }
        }
    }
}
