import { browser } from "@web/core/browser/browser";

/**
 * Notes of each tone, [start in s, length in s, frequency in Hz, wave], and the
 * vibration in ms. They differ in pitch, rhythm and length, so that they can be
 * told apart in the noise of a warehouse and without looking.
 */
const SIGNALS = {
    good: {
        notes: [
            [0, 0.09, 1047, "triangle"],
            [0.09, 0.16, 1568, "triangle"],
        ],
        vibration: [70],
    },
    repeated: {
        notes: [
            [0, 0.1, 587, "square"],
            [0.17, 0.1, 587, "square"],
        ],
        vibration: [70, 70, 70],
    },
    refused: {
        notes: [
            [0, 0.28, 196, "sawtooth"],
            [0.34, 0.45, 147, "sawtooth"],
        ],
        vibration: [300, 100, 300],
    },
};

const VOLUME = 0.35;

/**
 * Browsers keep a page silent and still until it is touched, and complain about
 * pages that try. A wedge scanner's keys count as a touch.
 */
function mayMakeNoise() {
    return browser.navigator.userActivation?.hasBeenActive ?? true;
}

/** Speaks to ear and hand: what the clerk hears without looking at the screen. */
export class ScanSounds {
    /** @param {"good" | "repeated" | "refused"} tone */
    play(tone) {
        const { notes, vibration } = SIGNALS[tone];
        if (!mayMakeNoise()) {
            return;
        }
        browser.navigator.vibrate?.(vibration);
        const context = this._context();
        if (!context) {
            return;
        }
        for (const [start, length, frequency, wave] of notes) {
            this._note(context, context.currentTime + start, length, frequency, wave);
        }
    }

    close() {
        this.context?.close();
        this.context = null;
    }

    _context() {
        if (!this.context && browser.AudioContext) {
            this.context = new browser.AudioContext();
        }
        if (this.context?.state === "suspended") {
            this.context.resume();
        }
        return this.context;
    }

    _note(context, start, length, frequency, wave) {
        const oscillator = context.createOscillator();
        const gain = context.createGain();
        oscillator.type = wave;
        oscillator.frequency.value = frequency;
        // Fading in and out avoids a click.
        gain.gain.setValueAtTime(0, start);
        gain.gain.linearRampToValueAtTime(VOLUME, start + 0.01);
        gain.gain.setValueAtTime(VOLUME, start + length - 0.02);
        gain.gain.linearRampToValueAtTime(0, start + length);
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(start);
        oscillator.stop(start + length);
    }
}
