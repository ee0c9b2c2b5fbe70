import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import { IIdentity, OidcIssuer } from '../lib';
import { EDGES } from './support/edges';
import { annotation, KubeObject, Manifests, Program } from './support/program';
import { domainOf } from './support/sign-on';
import { schemaProblems } from './support/terraform-schema';
import { namesIn } from './support/traefik-rules';
import { edgeConformance } from '../lib/conformance';
import { buildProgram } from '../lib/conformance/build-program';
import { compareAnswers } from '../lib/conformance/compare-answers';
import { outputOf } from '../lib/conformance/edge-conformance';
import { GivenProgram, programs } from '../lib/conformance/programs';
import { NOBODY } from '../lib/edge/nobody';
import { VARIANTS } from '../lib/edge/products';
import { OPTIONS } from '../lib/oauth2-proxy/option-table';

// Every edge of the list. An edge without an interpreter in test/support/edges.ts fails.
const writtenEdges = VARIANTS.map(({ written }) => written);
const generated = fc.record({
  written: fc.constantFrom(...writtenEdges),
  given: fc.oneof(programs(fc, false), programs(fc, true)),
});

function build(written: string, given: GivenProgram) {
  const program = new Program();
  const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com', everyoneGroup: 'all' });
  const people: IIdentity[] = given.groups.map((name) =>
    given.keycloak ? program.realm.addGroup(name) : issuer.group(name),
  );
  if (given.everyone) people.push(given.keycloak ? program.realm.everyoneSignedIn() : issuer.everyoneSignedIn());
  if (given.person !== undefined && given.keycloak) people.push(program.realm.person(given.person));
  const built = buildProgram(given, {
    chart: program.chart,
    identityProvider: given.keycloak ? program.realm : issuer,
    people,
    edge: EDGES[written]!.edge({ trustedProxies: [given.trusted], cache: given.cache }),
  });
  const output = outputOf(program.chart, built);
  return { program, built, ...output, tf: program.tf(), manifests: new Manifests([...output.rendered.objects]) };
}

/** Asserts properties of the objects of every edge, and of Ingresses. */
function checkObjects({ manifests, tf, program, proxyService }: ReturnType<typeof build>): void {
  expect(schemaProblems(tf)).toEqual([]);
  expect(JSON.stringify(manifests.objects)).not.toMatch(/TfToken|undefined|\[object/);
  for (const key of Object.keys(parse(program.toml()))) expect(OPTIONS).toHaveProperty(key);
  for (const { kind, metadata } of manifests.objects) {
    expect(metadata.name).toMatch(/^[a-z0-9][-a-z0-9.]{0,61}[a-z0-9]$/);
    if (!/^Validating/.test(kind)) expect(metadata.namespace).toBeTruthy();
  }
  for (const ingress of manifests.ofKind('Ingress')) {
    const asked = annotation(ingress, 'auth-url');
    const backends = new Set(ingress.spec.rules[0].http.paths.map((entry: KubeObject) => entry.backend.service.name));
    // At the sign-out, the decision request only checks whether there is a query.
    if (asked === undefined || asked.endsWith('/robots$is_args.txt')) {
      expect([...backends]).toEqual([proxyService]);
    } else {
      expect(namesIn(asked).join()).toMatch(/^[^,]+(,[^,]+)*$/);
    }
  }
}

test('every random program either fails with a clear error or opens nothing that is not granted', () => {
  const tally = { accepted: 0, refused: 0, byMap: 0, machines: 0 };
  const accepted = Object.fromEntries(writtenEdges.map((written) => [written, 0]));
  fc.assert(
    fc.property(generated, ({ written, given }) => {
      let result: ReturnType<typeof build>;
      try {
        result = build(written, given);
      } catch (error: any) {
        // cdk8s and cdktf throw their own errors for problems that their validation finds.
        if (error.name !== 'ConfigurationError' && !/validation failed/i.test(error.message)) throw error;
        expect(error.message).toMatch(/\[.+\] .+; allowed: .+; fix: .+/s);
        tally.refused += 1;
        return;
      }
      tally.accepted += 1;
      accepted[written]! += 1;
      checkObjects(result);
      if (domainOf(result.built.sso).models.some(({ entrance }) => entrance !== undefined)) tally.machines += 1;
      // The decisions of the model, the rendered routes and the written table agree for every single identity.
      compareAnswers(EDGES[written]!, { given, ...result }, (answer) => {
        // The map of the controller appends to the value that no identity has.
        if (answer?.asksFor?.[0] === NOBODY && answer.asksFor.length > 1) tally.byMap += 1;
        // Each closed route has two independent protections.
        if (answer?.closed) expect(new Set(answer.asksFor)).toEqual(new Set([NOBODY]));
      });
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 250), seed: Number(process.env.FUZZ_SEED ?? 1) },
  );
  // The test is only meaningful if some programs are refused and some are accepted.
  expect(tally.accepted).toBeGreaterThan(20);
  expect(tally.refused).toBeGreaterThan(20);
  const acceptedBy = (name: string) =>
    writtenEdges.filter((written) => written.startsWith(name)).reduce((sum, written) => sum + accepted[written]!, 0);
  const byProduct = ['Edge.ingressNginx', 'Edge.traefik(', 'Edge.traefikIngress'].map(acceptedBy);
  expect(Math.min(tally.byMap, tally.machines, ...byProduct)).toBeGreaterThan(10);
  expect(Math.min(...Object.values(accepted))).toBeGreaterThan(2);
}, 3_600_000);

test.each(writtenEdges)(
  '%s conforms',
  async (written) => {
    const { edge, answers } = EDGES[written]!;
    const subject = { edge: edge({ trustedProxies: ['10.244.0.0/16'] }), answers };
    const { compared } = await edgeConformance(subject, { runs: 12 });
    expect(compared).toBeGreaterThan(3);
  },
  600_000,
);
