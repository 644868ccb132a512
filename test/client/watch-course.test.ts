import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResponseHeader, WatchResponse } from '../../proto/generated/etcdserverpb.js';
import { Event, KeyValue } from '../../proto/generated/mvccpb.js';
import { EtcdError } from '../../source/client/errors.js';
import { WatchCourse } from '../../source/client/watch-course.js';
import { bytes } from './connect.js';

const cut = new EtcdError('unreachable', 'cut', 'cut');

function response(
  headerRevision: number,
  revisions: readonly number[] = [],
  fragment = false,
): WatchResponse {
  return WatchResponse.create({
    header: ResponseHeader.create({ revision: headerRevision }),
    events: revisions.map((modRevision) => Event.create({ kv: KeyValue.create({ modRevision }) })),
    fragment,
  });
}

/** Where a watch would go on after a cut now. */
function nextRevision(course: WatchCourse): number | undefined {
  return course.createRequest(1n).startRevision;
}

test('parts are told as one, and a cut between them goes back to the beginning of the batch', () => {
  const course = new WatchCourse({ key: bytes('a'), startRevision: 2 });
  course.created(response(9), 'e');
  assert.deepEqual(course.response(response(9, [2, 3], true), 0), []);
  assert.deepEqual(course.response(response(9, [4], true), 0), []);
  assert.equal(nextRevision(course), 2);
  assert.deepEqual(course.cut(cut), [{ kind: 'interrupted', error: cut, nextRevision: 2 }]);
  course.created(response(9), 'e');
  course.response(response(9, [2, 3], true), 0);
  const [message] = course.response(response(9, [4, 5]), 7);
  assert.ok(message?.kind === 'events' && message.receivedMs === 7);
  assert.deepEqual(
    message.events.map((event) => event.kv?.modRevision),
    [2, 3, 4, 5],
  );
  assert.equal(nextRevision(course), 6);
});

test('from now on: the first revision is the one after the header', () => {
  const course = new WatchCourse({ key: bytes('a') });
  assert.equal(nextRevision(course), 0);
  assert.deepEqual(course.created(response(41), 'e'), [{ kind: 'created', revision: 41, endpoint: 'e' }]);
  assert.equal(nextRevision(course), 42);
});

test('a cut before anything was set up, and a second cut of the same outage', () => {
  const course = new WatchCourse({ key: bytes('a') });
  assert.deepEqual(course.cut(cut), [{ kind: 'interrupted', error: cut, nextRevision: 0 }]);
  assert.deepEqual(course.cut(cut), []);
  assert.equal(course.created(response(5), 'e').length, 1);
  course.moved();
  assert.deepEqual(course.created(response(5), 'e'), []);
});

test('progress moves on, never back', () => {
  const course = new WatchCourse({ key: bytes('a'), startRevision: 100 });
  course.created(response(5), 'e');
  assert.deepEqual(course.response(response(7), 0), [{ kind: 'progress', revision: 7 }]);
  assert.equal(nextRevision(course), 100);
  course.progress(200);
  assert.equal(nextRevision(course), 201);
});

test('a hole reaches to the compacted revision, whose deletions are gone', () => {
  const course = new WatchCourse({ key: bytes('a'), startRevision: 3 });
  course.created(response(20), 'e');
  assert.deepEqual(course.compacted(10), [{ kind: 'hole', fromRevision: 3, toRevision: 10 }]);
  assert.equal(nextRevision(course), 11);
});

test('an empty last part still closes the batch', () => {
  const course = new WatchCourse({ key: bytes('a'), startRevision: 2 });
  course.response(response(9, [2], true), 0);
  const [message] = course.response(response(9, []), 0);
  assert.ok(message?.kind === 'events' && message.revision === 2);
});

test('events older than what was asked for are not told again', () => {
  const course = new WatchCourse({ key: bytes('a'), startRevision: 5 });
  course.createRequest(1n);
  course.created(response(3), 'e');
  assert.deepEqual(course.response(response(9, [3, 4]), 0), []);
  const [message] = course.response(response(9, [4, 5, 6]), 0);
  assert.ok(message?.kind === 'events');
  assert.deepEqual(
    message.events.map((event) => event.kv?.modRevision),
    [5, 6],
  );
});
