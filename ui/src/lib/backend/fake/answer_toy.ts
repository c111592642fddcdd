import type { Request } from '../bindings';
import { found, refuse } from './refuse';
import type { World } from './world';

export type ToyRequest = Extract<
  Request,
  {
    type:
      | 'stop_toy'
      | 'release_toy'
      | 'rename_toy'
      | 'set_toy_output'
      | 'set_toy_message_gap'
      | 'set_toy_permission'
      | 'forget_toy'
      | 'try_toy'
      | 'keep_trying'
      | 'stop_trying';
  }
>;

/** What the person wants of one toy. */
export function answerForToy(world: World, request: ToyRequest): void {
  if (request.type === 'keep_trying') {
    world.keepTrying();
    return;
  }
  if (request.type === 'stop_trying') {
    world.stopTrying();
    return;
  }
  const toy = found(
    world.toys.find((one) => one.index === request.index),
    'toy_gone',
  );
  switch (request.type) {
    case 'stop_toy':
      toy.hold();
      return;
    case 'release_toy':
      toy.release(request.hold);
      return;
    case 'rename_toy':
      toy.called = request.name;
      return;
    case 'set_toy_output':
      toy.prefer(request.feature, request.kind, request);
      return;
    case 'set_toy_message_gap':
      if ((request.gap_ms ?? 0) > 1000) refuse('toy_message_gap');
      toy.gap = request.gap_ms;
      return;
    case 'set_toy_permission':
      toy.permission = request.permission;
      if (request.permission === 'denied') {
        toy.stop();
        toy.link = 'away';
      }
      return;
    case 'forget_toy':
      world.toys = world.toys.filter((one) => one !== toy);
      return;
    case 'try_toy':
      if (world.held) {
        refuse('held');
      }
      if (toy.held !== null) {
        refuse('toy_held');
      }
      if (toy.link !== 'connected') {
        refuse('toy_not_connected');
      }
      world.tryToy(toy, request.feature, request.kind, request.value);
      return;
  }
}
