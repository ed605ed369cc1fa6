import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { ScanSounds } from "@k2k_connector_stock/scan/scan_sounds";

describe.current.tags("headless");

let notes, touched;

/** As much of WebAudio as the sounds need; it writes the notes down. */
class FakeAudioContext {
    currentTime = 0;
    destination = {};
    state = "running";

    createOscillator() {
        const note = { frequency: {} };
        notes.push(note);
        return Object.assign(note, {
            connect: (next) => next,
            start: (time) => (note.start = time),
            stop: (time) => (note.stop = time),
        });
    }

    createGain() {
        return {
            gain: { setValueAtTime() {}, linearRampToValueAtTime() {} },
            connect: (next) => next,
        };
    }

    close() {
        expect.step("closed");
    }
}

beforeEach(() => {
    notes = [];
    touched = true;
    patchWithCleanup(browser, {
        AudioContext: FakeAudioContext,
        navigator: {
            get userActivation() {
                return { hasBeenActive: touched };
            },
            vibrate: (pattern) => expect.step(`vibrate ${pattern}`),
        },
    });
});

test("the three tones can be told apart by pitch and by hand", async () => {
    const sounds = new ScanSounds();
    const heard = {};
    for (const tone of ["good", "repeated", "refused"]) {
        notes = [];
        sounds.play(tone);
        expect(notes.every((note) => note.stop > note.start)).toBe(true);
        heard[tone] = notes.map((note) => note.frequency.value);
    }
    expect(Math.min(...heard.good)).toBeGreaterThan(Math.max(...heard.repeated));
    expect(Math.min(...heard.repeated)).toBeGreaterThan(Math.max(...heard.refused));
    expect.verifySteps(["vibrate 70", "vibrate 70,70,70", "vibrate 300,100,300"]);
    sounds.close();
    sounds.close();
    expect.verifySteps(["closed"]);
});

test("a page that nobody touched is silent", async () => {
    touched = false;
    new ScanSounds().play("good");
    expect(notes).toEqual([]);
    expect.verifySteps([]);
});

test("a device without sound still vibrates", async () => {
    patchWithCleanup(browser, { AudioContext: undefined });
    new ScanSounds().play("refused");
    expect.verifySteps(["vibrate 300,100,300"]);
});
