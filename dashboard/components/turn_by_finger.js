// A finger that goes across a 3-D picture turns it round; one that goes up or down scrolls the page.

const TURN = 0.01; // radians a pixel

function turnByFinger(node) {
  node.style.touchAction = "pan-y";
  let last = null;
  const forget = () => void (last = null);
  node.addEventListener("pointerdown", ({ pointerType, clientX }) => {
    if (pointerType === "touch") last = clientX;
  });
  node.addEventListener("pointermove", ({ pointerType, clientX }) => {
    if (last === null || pointerType !== "touch") return;
    const angle = TURN * (last - clientX);
    last = clientX;
    const turned = ({ x, y, z }) => ({
      x: x * Math.cos(angle) - y * Math.sin(angle),
      y: x * Math.sin(angle) + y * Math.cos(angle),
      z,
    });
    const { eye, center } = cameraOf(node);
    const next = { "scene.camera.eye": turned(eye), "scene.camera.center": turned(center) };
    window.Plotly.relayout(node, next);
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, forget);
}
