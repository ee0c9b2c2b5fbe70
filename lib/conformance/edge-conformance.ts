import { App, Chart, Testing } from 'cdk8s';
import type * as FastCheck from 'fast-check';
import { buildProgram, BuiltProgram } from './build-program';
import { compareAnswers } from './compare-answers';
import { EdgeUnderTest, RenderedProgram } from './edge-under-test';
import { internalsOf } from './internals';
import { GivenProgram, programs } from './programs';
import { EdgeBase } from '../edge/edge-base';
import { OidcIssuer } from '../identity';

/** How many programs are generated. */
export interface EdgeConformanceOptions {
  /**
   * Number of programs.
   * @default 100
   */
  readonly runs?: number;
  /**
   * Number that the programs are generated from: the same number gives the same programs.
   * @default 1
   */
  readonly seed?: number;
}

/** What became of the programs. */
export interface EdgeConformance {
  /** Programs that were rendered, whose routes were compared. */
  readonly compared: number;
  /** Programs that were refused, since the edge says that it cannot express them. */
  readonly refused: number;
}

/**
 * Tests an edge: renders generated programs with it, and compares what the rendered routes answer with the decisions of
 * the model (`decide()`), for every identity and for a client without a session, at paths and methods of every kind. It
 * also renders each program twice, since an edge has no state, and compares the names of the files of
 * `controllerValues()` with `reportFiles`.
 *
 * It needs the package fast-check, version 4, and works with every test runner:
 * `test('my edge', () => edgeConformance({ edge, answers }))`.
 * @param subject the edge, and how to read what it renders
 * @param options how many programs
 * @throws an error with the smallest program that shows a difference; or if the edge refuses so many programs that the
 *   others prove nothing
 */
export async function edgeConformance(
  subject: EdgeUnderTest,
  { runs = 100, seed = 1 }: EdgeConformanceOptions = {},
): Promise<EdgeConformance> {
  const fc = await fastCheck();
  let compared = 0;
  let refused = 0;
  const result = fc.check(
    fc.property(programs(fc, false), (given) => {
      let program: Rendered;
      try {
        program = render(given, subject.edge);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refused += 1;
        return;
      }
      compared += 1;
      compareAnswers(subject, { given, ...program });
      checkFiles(subject.edge, program.rendered);
      if (JSON.stringify(render(given, subject.edge).rendered) !== JSON.stringify(program.rendered)) {
        throw new Error('the edge has a state: the same program, rendered again, has other objects');
      }
    }),
    { numRuns: runs, seed },
  );
  if (result.failed) {
    const { message, name } = result.errorInstance as Error;
    throw new Error(
      `${name}: ${message}\n` +
        `The smallest program that shows it (seed ${seed}): ${JSON.stringify(result.counterexample?.[0])}`,
    );
  }
  if (compared < runs / 10) {
    throw new Error(`only ${compared} of ${runs} programs were rendered, and ${refused} refused: this proves nothing`);
  }
  return { compared, refused };
}

interface Rendered {
  readonly built: BuiltProgram;
  readonly rendered: RenderedProgram;
  readonly proxyService: string;
}

function render(given: GivenProgram, edge: EdgeBase): Rendered {
  const chart = new Chart(new App(), 'chart', { namespace: 'monitoring' });
  const identityProvider = new OidcIssuer({ issuerUrl: 'https://login.example.com', everyoneGroup: 'all' });
  const people = [
    ...given.groups.map((name) => identityProvider.group(name)),
    ...(given.everyone ? [identityProvider.everyoneSignedIn()] : []),
  ];
  const built = buildProgram(given, { chart, edge, identityProvider, people });
  return { built, ...outputOf(chart, built) };
}

/** What a program renders, and the name of the proxy's Service. */
export function outputOf(chart: Chart, { sso }: BuiltProgram): Omit<Rendered, 'built'> {
  const {
    proxyService,
    values: { controllerValues },
  } = internalsOf(sso);
  return { rendered: { objects: Testing.synth(chart), controllerValues }, proxyService };
}

/** Whether the library refused a program, and did not fail. cdk8s throws one error for all problems of a validation. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'ConfigurationError' || /validation failed/i.test(error.message));

function checkFiles(edge: EdgeBase, { controllerValues }: RenderedProgram): void {
  const unknown = Object.keys(controllerValues).filter((file) => !edge.reportFiles.includes(file));
  if (unknown.length > 0) throw new Error(`controllerValues() returns ${unknown.join()}, which reportFiles lacks`);
}

async function fastCheck(): Promise<typeof FastCheck> {
  try {
    return await import('fast-check');
  } catch {
    throw new Error('edgeConformance() needs the package fast-check: npm install --save-dev fast-check@4');
  }
}
