// A worker that beats. Browsers slow down the timers of pages that nobody looks at, as during a
// practical in an office program; those of workers go on, so a candidate there is not "offline".

setInterval(() => postMessage("beat"), 5000);
