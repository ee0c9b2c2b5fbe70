import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { markdownTable } from 'markdown-table';
import { parseAllDocuments } from 'yaml';
import { objectsOfChart, writeChart } from './chart';
import { goProgram, MissingTool } from '../support/tools';

/**
 * Measures the cost of synthesis, as ratios within one run: `npm run bench [-- ROUNDS]`. Each program runs in a
 * separate process, once in each round. The figures are medians over the rounds.
 */

const root = path.resolve(__dirname, '../..');
const program = path.join(__dirname, 'program.cjs');
const rounds = Number(process.argv[2] ?? 3);
const APPLICATIONS = [10, 100, 1000, 4000];
const SIGN_ONS = [10, 40, 100];
/** Upper limits of the ratios (issue 12, item 6). */
const GOALS = { quickstart: 1.5, growth: 1.1, helm: 4, megabytes: 400 };

interface Figures {
  /** Seconds of CPU time, by user and system. */
  readonly cpu: number;
  readonly megabytes: number;
  readonly objects: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
};

/** Slope of a line that is fitted to the logarithms of times and sizes. */
function growth(sizes: readonly number[], times: readonly number[]): number {
  const points = sizes.map((size, index) => [Math.log(size), Math.log(times[index]!)] as const);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

const run = (args: readonly string[]): Figures =>
  JSON.parse(execFileSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' }));

/** Measures the CPU time of a command in seconds, with the shell: Node.js does not return it for child processes. */
function cpuOf(command: readonly string[]): number {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', timed, 'bash', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return stderr
    .trim()
    .split('\n')
    .pop()!
    .split(' ')
    .reduce((sum, part) => sum + Number(part), 0);
}

/** The quickstart compiled to JavaScript, as in a user's build. */
function buildQuickstart(folder: string): string {
  const source = readFileSync(path.join(root, 'examples/quickstart/main.ts'), 'utf8');
  const file = path.join(folder, 'quickstart.cjs');
  writeFileSync(file, transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20' }).code);
  return file;
}

/**
 * The output of the quickstart as data. Writing it with cdk8s and cdktf alone is the minimum cost of such a program.
 */
function objectsOf(output: string, folder: string): string {
  const documents = filesIn(path.join(output, 'dist')).flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
  const { resource } = JSON.parse(readFileSync(path.join(output, 'cdktf.out/stacks/identity/cdk.tf.json'), 'utf8'));
  const resources = Object.entries<Record<string, Record<string, unknown>>>(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, { '//': _comment, 'lifecycle': _lifecycle, ...values }]) => ({
      type,
      name,
      values,
    })),
  );
  const file = path.join(folder, 'quickstart.json');
  writeFileSync(file, JSON.stringify({ objects: documents.map((each) => each.toJS()), resources }));
  return file;
}

const filesIn = (folder: string) => readdirSync(folder).map((file) => path.join(folder, file));

async function helm(): Promise<string | undefined> {
  try {
    return await goProgram('helm');
  } catch (error) {
    if (error instanceof MissingTool) return undefined;
    throw error;
  }
}

async function main(): Promise<void> {
  const busy = loadavg()[0]!;
  // In the checkout, so that the program can import the package by its name.
  const cache = path.join(root, '.cache/bench');
  mkdirSync(cache, { recursive: true });
  const quickstart = buildQuickstart(cache);
  const chart = mkdtempSync(path.join(tmpdir(), 'chart-'));
  try {
    run(['applications', '1', path.join(chart, 'one')]);
    const folder = writeChart(path.join(chart, 'chart'), filesIn(path.join(chart, 'one/dist')), 1000);
    run(['file', quickstart, path.join(chart, 'quickstart')]);
    const objects = objectsOf(path.join(chart, 'quickstart'), chart);
    const binary = await helm();

    const measured: Record<string, Figures[]> = {};
    const add = (name: string, figures: Figures) => (measured[name] ??= []).push(figures);
    for (let round = 0; round < rounds; round += 1) {
      add('import', run(['import']));
      add('quickstart', run(['file', quickstart]));
      add('its objects by cdk8s and cdktf', run(['bare', objects]));
      for (const size of APPLICATIONS) add(`applications ${size}`, run(['applications', String(size)]));
      for (const size of SIGN_ONS) add(`sign-ons ${size}`, run(['sign-ons', String(size)]));
      for (const size of SIGN_ONS) add(`bare charts ${size}`, run(['bare-charts', String(size)]));
      if (binary === undefined) continue;
      add('helm', { cpu: cpuOf([binary, 'template', folder]), megabytes: NaN, objects: objectsOfChart(folder, 1000) });
    }
    print(measured, busy, binary !== undefined);
  } finally {
    rmSync(chart, { recursive: true, force: true });
  }
}

function print(measured: Record<string, Figures[]>, busy: number, withHelm: boolean): void {
  const of = (name: string, figure: keyof Figures) => median(measured[name]!.map((each) => each[figure]));
  const bare = of('import', 'cpu');
  const rows = Object.keys(measured).map((name) => [
    name,
    of(name, 'objects') === 0 ? '' : String(of(name, 'objects')),
    of(name, 'cpu').toFixed(2),
    (of(name, 'cpu') / bare).toFixed(1),
    Number.isNaN(of(name, 'megabytes')) ? '' : of(name, 'megabytes').toFixed(0),
  ]);
  const slope = (kind: string, sizes: readonly number[]) =>
    growth(
      sizes,
      sizes.map((size) => Math.max(of(`${kind} ${size}`, 'cpu') - bare, 0.001)),
    );
  const goal = (name: string, value: number, most: number) => [
    name,
    value.toFixed(2),
    `at most ${most}`,
    value <= most ? 'held' : '**not held**',
  ];
  const goals = [
    goal('quickstart : import', of('quickstart', 'cpu') / bare, GOALS.quickstart),
    [
      'its objects by cdk8s and cdktf : import',
      (of('its objects by cdk8s and cdktf', 'cpu') / bare).toFixed(2),
      '',
      '',
    ],
    goal('growth with applications', slope('applications', APPLICATIONS), GOALS.growth),
    goal('growth with sign-ons', slope('sign-ons', SIGN_ONS), GOALS.growth),
    ['growth of bare cdk8s with as many charts', slope('bare charts', SIGN_ONS).toFixed(2), '', ''],
    goal('megabytes of 1000 applications', of('applications 1000', 'megabytes'), GOALS.megabytes),
    withHelm
      ? goal('1000 applications : helm template', of('applications 1000', 'cpu') / of('helm', 'cpu'), GOALS.helm)
      : ['1000 applications : helm template', '', `at most ${GOALS.helm}`, 'Helm cannot be built here'],
  ];
  const load = `Load average ${busy.toFixed(1)} at the start, ${loadavg()[0]!.toFixed(1)} at the end`;
  const warning = busy > availableParallelism() / 2 ? '**The machine was busy: believe ratios, not seconds.** ' : '';
  console.log(
    [
      `${warning}${load}; ${availableParallelism()} processors; medians of ${rounds} rounds.`,
      '',
      markdownTable([['program', 'objects', 'CPU seconds', 'times the import', 'peak MB'], ...rows]),
      '',
      markdownTable([['what', 'value', 'goal', 'result'], ...goals]),
    ].join('\n'),
  );
}

void main();
