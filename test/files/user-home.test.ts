import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { test } from 'node:test';
import { userHome } from '../../source/files/user-home.js';

test('a user whom the machine knows nothing of, as containers make them up, has the root for a home', (t) => {
  const { mock } = t.mock.method(os, 'homedir', () => {
    throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
  });
  syncBuiltinESMExports();
  assert.equal(userHome(), '/');
  mock.restore();
  syncBuiltinESMExports();
  assert.equal(userHome(), os.homedir());
});
