/**
 * The inspector on the simulated cluster, in the terminal it is started in, to look at and to play
 * with: `node --import tsx test/screens/dev.ts [--write] [--down]`.
 */
import { runInspector } from '../../source/app/run.js';
import { demoCluster } from './demo-cluster.js';
import { FakeClient } from './fake-client.js';

const client = new FakeClient(demoCluster).up();
const phases = ['Pending', 'Running', 'Succeeded'];
let changes = 0;

function change(): void {
  changes += 1;
  const name = `web-${(changes % 7) + 1}`;
  const phase = phases[changes % phases.length];
  const value =
    changes % 11 === 0 ? undefined : JSON.stringify({ kind: 'Pod', metadata: { name }, status: { phase } });
  client.write(`/registry/pods/default/${name}`, value, Date.now());
}

const life = setInterval(change, 700);
const fall = process.argv.includes('--down') ? setTimeout(() => client.down(Date.now()), 4_000) : undefined;
process.exitCode = await runInspector({
  client,
  contextName: 'prod-a',
  source: 'simulated',
  writable: process.argv.includes('--write'),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  onExit: () => {
    clearInterval(life);
    clearTimeout(fall);
    client.close();
  },
});
