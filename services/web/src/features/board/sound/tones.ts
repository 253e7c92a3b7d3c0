/** The board's three sounds, worked out as samples, so that nothing has to be loaded when it matters. */

const strike = (hertz: number, at: number, seconds: number, loudness: number) => ({ hertz, at, seconds, loudness });

/** A counter bell, struck twice. */
const BELL = [strike(1175, 0, 1.1, 0.5), strike(2350, 0, 0.5, 0.18), strike(1568, 0.16, 1.3, 0.5), strike(3136, 0.16, 0.6, 0.15)];
/** A doorbell, two soft notes downwards: not a counter bell, so that nobody looks for a ticket. */
const CALL = [strike(880, 0, 0.9, 0.5), strike(1760, 0, 0.3, 0.1), strike(698, 0.42, 1.2, 0.5), strike(1397, 0.42, 0.4, 0.1)];
/** Three short, rough beeps that nobody takes for a bell. */
const ALARM = [0, 0.22, 0.44].flatMap((at) => [strike(784, at, 0.16, 0.6), strike(831, at, 0.16, 0.45)]);

type Strike = ReturnType<typeof strike>;

function render(strikes: readonly Strike[], sampleRate: number, sustained: boolean): Float32Array<ArrayBuffer> {
  const seconds = Math.max(...strikes.map(({ at, seconds: length }) => at + length));
  const samples = new Float32Array(Math.ceil(seconds * sampleRate));
  for (const { hertz, at, seconds: length, loudness } of strikes) {
    const start = Math.floor(at * sampleRate);
    const count = Math.floor(length * sampleRate);
    for (let index = 0; index < count; index += 1) {
      const time = index / sampleRate;
      const envelope = sustained ? Math.min(1, 12 * (1 - index / count)) : Math.exp((-5 * time) / length);
      const attack = Math.min(1, time * 400);
      samples[start + index]! += loudness * attack * envelope * Math.sin(2 * Math.PI * hertz * time);
    }
  }
  return samples.map((sample) => Math.max(-1, Math.min(1, sample)));
}

export const bellSamples = (sampleRate: number): Float32Array<ArrayBuffer> => render(BELL, sampleRate, false);
export const callSamples = (sampleRate: number): Float32Array<ArrayBuffer> => render(CALL, sampleRate, false);
export const alarmSamples = (sampleRate: number): Float32Array<ArrayBuffer> => render(ALARM, sampleRate, true);
