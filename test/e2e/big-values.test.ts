import { test } from 'node:test';
import { bigJson, bigText, bigValueFlags, needle, putValues } from '../support/big-values.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { openShell } from './shell.js';

for (const version of etcdVersions) {
  test(`etcd ${version}: values of 15 MB are read, laid out, scrolled and searched`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version, flags: bigValueFlags });
    t.after(etcd.stop);
    const [endpoint = ''] = etcd.endpoints;
    await putValues(endpoint, { '/big/json': bigJson(), '/big/text': bigText(), '/big/word': 'small' });
    const shell = await openShell(t, ['--endpoints', endpoint], { columns: 120, rows: 40 });
    await shell.see(/❯▸ \/big\//u);
    shell.type('l');
    await shell.see(/json /u);

    // Another key is shown at once, whatever is under way for this one.
    shell.type('l');
    shell.type('jj');
    await shell.see(/Value ─ \/big\/word/u);
    await shell.see('│❯small');

    shell.type('kkv');
    await shell.see('│❯[');
    await shell.see(/line 1 of [\d,]{9}/u);
    await shell.see(/· 14\.8 MB/u);
    shell.type('G');
    await shell.see(/❯\] /u);
    shell.type(`/${needle}\r`);
    await shell.see(new RegExp(`"${needle}" 1 of 1`, 'u'));
    await shell.see(new RegExp(`❯ +"name": "${needle}"`, 'u'));
    shell.type('\x1b');
    await shell.until('for no search', () => !shell.screen().includes('1 of 1 ·'));
    shell.type('x');
    await shell.see(/❯00000000 {2}5b 7b/u);
    shell.type('x_');
    await shell.see(/[\d,]+ blocks folded/u);

    shell.type('1j');
    await shell.see(/Value ─ \/big\/text/u);
    await shell.see('│❯a line of a log');
    shell.type('2wG');
    await shell.see(`❯${needle}`);
    shell.type('q');
    await shell.backInShell();
  });
}
