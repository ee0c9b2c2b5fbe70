import { expect, test } from '@jest/globals';
import { Edge, MonitoringSso, ServiceAccountIssuer, SignOnDomain } from '../../lib';
import { partsOf } from '../support/parts';
import { Alertmanager, Program, Prometheus } from '../support/program';
import { domainOf } from '../support/sign-on';

const ways: [string, (program: Program) => Pick<MonitoringSso, 'protect' | 'addMachines'>][] = [
  ['MonitoringSso', (program) => program.sso({ edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }) })],
  ['its parts', (program) => partsOf(program, { edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }) })],
];

test.each(ways)('the model of a sign-on by %s is strings, numbers, switches and lists', (_, way) => {
  const program = new Program();
  const made = way(program);
  const issuer = new ServiceAccountIssuer({ issuerUrl: 'https://cluster.example.com' });
  made.addMachines('cluster', { issuer, host: 'cluster.example.com' });
  made.protect(Prometheus.ofService('p'), {
    path: '/prometheus',
    read: [program.realm.addGroup('readers'), issuer.serviceAccount('monitoring', 'karma')],
  });
  made.protect(Alertmanager.ofService('a'), { path: '/alertmanager', write: [program.realm.addRole('editor')] });
  const signOn = 'signOn' in made ? (made.signOn as SignOnDomain) : (made as MonitoringSso);
  const model = domainOf(signOn).completeModel(new Map());
  expect(model.applications).toHaveLength(3);
  expect(model.entrances).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});
