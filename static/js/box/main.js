// The box: papers, camera, microphone, and answers read aloud.
import "./choices.js";
import "./intake.js";
import "./camera.js";
import "./voice.js";
import "./listen.js";
