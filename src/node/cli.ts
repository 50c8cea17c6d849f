#!/usr/bin/env node
import { KinfoldError } from '../errors.js';
import { calibrate } from './cli/calibrate.js';
import { cohort } from './cli/cohort.js';
import { evaluateImages } from './cli/evaluate.js';
import { exportModel } from './cli/export.js';
import { inspect } from './cli/inspect.js';
import { models } from './cli/models.js';
import { onnxCheck } from './cli/onnx-check.js';
import { teach } from './cli/teach.js';
import { teachHelp } from './cli/teach-options.js';
import { UsageError } from './cli/usage.js';

const help = `kinfold: on-device fine-tuning of embeddings

  kinfold teach DIR    teach the identities in DIR/<name>/*.jpg|png|webp|pgm and measure the effect on pictures not taught
      --shots N        pictures of each identity to teach; the rest is measured (default 4)
      --strangers N    keep the last N identities out of the teaching and measure them apart: 0 or at least 2 (default 0)
      --memory N       MiB of device memory that a step may take (default 1024); a batch that needs more goes in pieces
      --seed S         seed of the split, the batches and the noise (default 0)
      --cohort FILE    strangers that are negatives in every batch and keep their distances
${teachHelp()}
      --checkpoint F   write the training to a file every 50 steps
      --resume FILE    go on from such a file, with the same pictures, --shots and --seed; ends with the same bits
      --aligned        the pictures are aligned face crops: no detection
      --model CARD     model card of the backbone (default: the set's)
      --trainable T    what learns: head (default), all, or everything behind the tensor T
      --camera C       plain (default), or noisy: a filter and an exposure stand in front of the network
      --onnx FILE      write the tuned network as one ONNX file
      --delta FILE     write only what teaching has changed, as safetensors
      --report FILE    write a page of HTML: figures and distances before and after, the training, a map of the embeddings
      --backend B      webgpu or cpu (default webgpu)
      --json           print one JSON object on standard output; its field strangers is null without --strangers
  kinfold export DELTA --out FILE
                       apply a delta to its backbone and write the tuned network as one ONNX file; --model CARD as for teach
  kinfold cohort DIR --out FILE
                       make a cohort file of the strangers in DIR/<name>/: what the backbone sees in their pictures, without names;
                       --aligned, --model, --trainable, --camera and --backend as for teach
  kinfold calibrate DIR --cohort FILE --far F
                       thresholds at which strangers are accepted in at most the fraction F of their pictures, for the identities in
                       DIR/<name>/ against a cohort file; a table of FAR against threshold with intervals; refuses a FAR that so few
                       strangers cannot show; --aligned, --model, --trainable, --camera, --backend and --json as for teach
      --tail T         counted (default), or normal: assumes how strangers are distributed beyond the nearest, for any FAR
      --delta FILE     measure the network as taught
  kinfold evaluate --images DIR (--pairs FILE | --folders)
                       how well the network tells people apart, with 95 % intervals: the pairs of a list in the format of LFW's pairs.txt
                       over DIR/<name>/<name>_0001.jpg, or all pictures in DIR/<name>/ against each other; pictures that are missing or
                       cannot be used are listed; --aligned, --model, --backend and --json as for teach
      --weights FILE   what save(), exportDelta() or kinfold teach --delta wrote (default: as before any teaching)
      --report FILE    write a report with curves, histograms and the most confused pairs as one HTML file
      --seed S         seed of the bootstrap (default 0)
  kinfold models       fetch and check a set of models
  kinfold inspect F    what is in an ONNX file; --json for one JSON object
      --models DIR     folder of the models (default ./models), for all that use models
      --set NAME       trial (default), or clean: networks of documented origin; for all that use models
  kinfold onnx-check DIR
                       run a folder of the ONNX project's node test cases through import and forward; fails if one of them does
      --backend B      webgpu or cpu (default webgpu)
      --json           print one JSON object on standard output

Exit codes: 0 done, 1 failed, 2 wrong usage.`;

const commands: Readonly<Record<string, (args: string[]) => Promise<void> | Promise<number>>> = {
  teach,
  export: exportModel,
  cohort,
  calibrate,
  evaluate: evaluateImages,
  models,
  inspect,
  'onnx-check': onnxCheck,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h' || args.includes('--help')) {
    (name === undefined ? process.stderr : process.stdout).write(`${help}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(`kinfold: there is no command ${name}; see kinfold --help\n`);
    return 2;
  }
  try {
    const code = await command(args);
    return typeof code === 'number' ? code : 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`kinfold ${name}: ${error.message}; see kinfold --help\n`);
      return 2;
    }
    if (error instanceof KinfoldError) {
      process.stderr.write(`kinfold ${name}: ${error.message} (${error.code})\n`);
      return 1;
    }
    throw error;
  }
}

// Dawn keeps the process alive, so the end is said; standard output is flushed first.
const code = await main(process.argv.slice(2));
process.stdout.write('', () => process.exit(code));
