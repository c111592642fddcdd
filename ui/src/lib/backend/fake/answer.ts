import { withExempt } from '../../settings';
import type { PageWish, Request } from '../bindings';
import { ADDRESS } from './samples';
import { answerForToy } from './answer_toy';
import { found, refuse } from './refuse';
import type { World } from './world';

/** Does what a request asks for, or throws the refusal, as the core would. */
export function answer(world: World, request: Request): void {
  switch (request.type) {
    case 'start_server':
      world.server = { state: 'running', url: `${ADDRESS}${world.settings.server.port}` };
      return;
    case 'stop_server':
      for (const program of [...world.programs]) world.disconnect(program, null);
      world.server = { state: 'stopped' };
      return;
    case 'use_port':
      world.settings = { ...world.settings, server: { ...world.settings.server, port: request.port } };
      world.server = { state: 'running', url: `${ADDRESS}${request.port}` };
      return;
    case 'save_settings':
      world.settings = request.settings;
      if (world.server.state === 'running') {
        world.server = { state: 'running', url: `${ADDRESS}${world.settings.server.port}` };
      }
      return;
    case 'exempt_program': {
      const { name, origin } = request;
      world.settings = withExempt({ name, origin }, true)(world.settings);
      return;
    }
    case 'stop_everything':
      world.hold();
      return;
    case 'release':
      world.release(request.hold);
      return;
    case 'start_scanning':
      if (world.view().bluetooth.state !== 'ready') {
        refuse('bluetooth_not_ready');
      }
      world.radio.scan(true);
      return;
    case 'stop_scanning':
      world.radio.stopAll();
      return;
    case 'stop_program_search':
      world.radio.programs = world.radio.programs.filter((program) => program.id !== request.id);
      return;
    case 'connect_toy':
      found(
        world.radio.found.find((toy) => toy.address === request.address),
        'toy_not_near',
      );
      world.radio.found = world.radio.found.map((toy) =>
        toy.address === request.address ? { ...toy, state: 'connecting', sentence: null } : toy,
      );
      return;
    case 'put_off_toy':
      world.radio.found = world.radio.found.map((toy) =>
        toy.address === request.address ? { ...toy, put_off: true } : toy,
      );
      return;
    case 'try_like': {
      const { address, advertised } = request;
      const unknown = found(
        world.radio.nearby.find((one) => one.address === address),
        'toy_not_near',
      );
      found(
        unknown.kinds.find((kind) => kind.advertised === advertised),
        'toy_not_near',
      );
      world.radio.nearby = world.radio.nearby.filter((one) => one !== unknown);
      world.addRadioToy('edge', unknown.name ?? undefined);
      return;
    }
    case 'import_toys':
      if (request.path !== null) refuse('import_no_file');
      world.addRadioToy('lush', 'Left').link = 'away';
      world.imported = '1 toy was taken over: 1 name, 0 toys with limits, and 0 that may not connect.';
      return;
    case 'stop_program_toys': {
      const program = world.programs.find((one) => one.id === request.id);
      for (const toy of world.toys) if (program?.habits.toys.includes(toy.index) === true) toy.hold();
      return;
    }
    case 'stop_toy':
    case 'release_toy':
    case 'rename_toy':
    case 'set_toy_output':
    case 'set_toy_message_gap':
    case 'set_toy_permission':
    case 'forget_toy':
    case 'try_toy':
    case 'keep_trying':
    case 'stop_trying':
      answerForToy(world, request);
      return;
    case 'start_drill': {
      if (world.settings.ping.limit_ms === 0) refuse('drill_not_watched');
      const toy = world.toys.find((one) => one.index === request.index);
      world.startDrill(found(toy, 'toy_not_connected'));
      return;
    }
    case 'stop_drill':
      world.drill.stop(world.wallNow);
      return;
    case 'add_simulated_toy':
      world.addToy(request.kind);
      return;
    case 'remove_simulated_toy': {
      const toy = found(
        world.toys.find((one) => one.index === request.index),
        'toy_gone_already',
      );
      world.toys = world.toys.filter((one) => one !== toy);
      const kept = world.settings.simulated_toys.filter((one) => one.index !== toy.index);
      world.settings = { ...world.settings, simulated_toys: kept };
      return;
    }
    case 'disconnect_program':
      world.disconnect(
        found(
          world.programs.find((program) => program.id === request.id),
          'program_gone',
        ),
        null,
      );
      return;
    case 'allow_page_once':
      world.answerPage(request.origin, true, 'You allowed it once.');
      return;
    case 'allow_page_always':
      setPage(world, request.origin, 'allow');
      return;
    case 'set_page':
      setPage(world, request.origin, request.wish);
      return;
    case 'turn_page_away':
      world.answerPage(request.origin, false, 'You turned it away.');
      return;
    case 'turn_all_pages_away':
      for (const page of [...world.asking]) {
        world.answerPage(page.origin, false, 'You turned away all that asked.');
      }
      return;
    case 'reconnect_outdated':
      for (const program of [...world.programs]) {
        if (program.isOutdated(world.settings)) world.disconnect(program, 600);
      }
      return;
    case 'dismiss_alert': {
      found(
        world.alerts.find((alert) => alert.id === request.id),
        'alert_gone',
      );
      world.alerts = world.alerts.map((alert) =>
        alert.id === request.id ? { ...alert, dismissed: true } : alert,
      );
      return;
    }
    case 'dismiss_all_alerts':
      world.alerts = world.alerts.map((alert) => ({ ...alert, dismissed: true }));
      return;
    case 'clear_alerts':
      world.alerts = [];
      return;
  }
}

function setPage(world: World, origin: string, wish: PageWish): void {
  const server = world.pages.decide(world.settings.server, origin, wish, world.wallNow);
  world.settings = { ...world.settings, server };
  if (wish === 'allow') world.answerPage(origin, true, 'You allowed it.');
  if (wish === 'never') world.answerPage(origin, false, 'You said that it may never connect.');
}
