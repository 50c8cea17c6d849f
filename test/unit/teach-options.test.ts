import { describe, expect, it } from 'vitest';
import { recipeFor } from '../../src/engine/recipe.js';
import { teachFlags } from '../../src/node/cli/teach-flags.js';
import { checkTeachOptions, teachHelp, teachOptions, teachParsing } from '../../src/node/cli/teach-options.js';
import { parse, UsageError } from '../../src/node/cli/usage.js';
import { resolveTrainOptions } from '../../src/train/settings.js';

/** Four pictures of each of twenty identities. */
const labels = Array.from({ length: 80 }, (_, row) => Math.floor(row / 4));
const read = (...args: string[]) => teachOptions(parse(args, teachParsing, []).values);

describe('options of kinfold teach', () => {
  it('says defaults that are the engine’s', () => {
    const said = Object.values(teachFlags).flatMap(({ option, without }) =>
      without === undefined ? [] : [[option, without]],
    );
    const recipe = recipeFor('head');
    expect(said.length).toBeGreaterThan(10);
    expect(resolveTrainOptions({ ...recipe, ...Object.fromEntries(said) }, labels)).toEqual(
      resolveTrainOptions(recipe, labels),
    );
  });

  it('has a line of help for each, no longer than the others', () => {
    const help = teachHelp();
    for (const name of Object.keys(teachFlags)) expect(help).toMatch(new RegExp(`^ {6}--${name}( |$)`, 'm'));
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
  });

  it('reads numbers, words and switches', () => {
    expect(read('--margin', '0.3', '--miner', 'semi-hard', '--one-shot', '--cross-batch', '512')).toEqual({
      margin: 0.3,
      miner: 'semi-hard',
      oneShot: true,
      crossBatch: 512,
    });
    expect(read()).toEqual({});
  });

  it.each([
    [['--miner', 'hardest'], '--miner is hardest, expected one of batch-all, batch-hard'],
    [['--loss', 'triplet'], '--loss is triplet, expected one of hinge, softMargin'],
    [['--schedule', 'linear'], '--schedule is linear, expected constant or cosine'],
    [['--margin', 'wide'], '--margin is wide, expected a number'],
    [['--margin', ''], '--margin is , expected a number'],
    [['--steps', 'Infinity'], '--steps is Infinity, expected a number'],
    [['--margin', '4'], '--margin is 4, expected a number between 0 and 4'],
    [['--margin', '2', '--distance', 'cosine'], '--margin is 2, expected a number between 0 and 2'],
    [['--margin-warm-up=-1'], '--margin-warm-up is -1, expected an integer from 0 to'],
    [['--identities', '21'], '--identities is 21, expected an integer from 2 to 20'],
    [['--held-out', '0.6'], '--held-out is 0.6, expected a number from 0 to 0.5'],
    [['--learning-rate', '0'], '--learning-rate is 0, expected a number above 0'],
    [['--patience', '1.5'], '--patience is 1.5, expected an integer from 1 to 4'],
  ])('%j is wrong usage', (args, sentence) => {
    const run = () => checkTeachOptions(read(...args), 'head', labels);
    expect(run).toThrow(UsageError);
    expect(run).toThrow(sentence);
  });

  it('leaves what is wrong with the pictures to teach()', () => {
    expect(() => checkTeachOptions({}, 'head', [0, 0, 0])).toThrow(expect.objectContaining({ code: 'one-identity' }));
  });
});
