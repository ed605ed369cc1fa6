import { TourAutomatic } from "@web_tour/js/tour_automatic/tour_automatic";

// Two cores that run two test processes, a server and a browser each are slow at times:
// a step that takes longer than core's ten seconds is no defect. No test becomes slower
// by it that passes.
TourAutomatic.prototype.timeout = 40000;
