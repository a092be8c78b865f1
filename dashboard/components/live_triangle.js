// ŷ of three classes in the triangle, and the curve that the temperature moves it along.

class LiveTriangle extends LiveFigure {
  prepared(figure, live) {
    this.temperatures = Array.from(arrayOf(figure.data[live.view.curve].customdata));
    return super.prepared(figure, live);
  }

  drawLive() {
    const logits = logitsInHand();
    const axes = plotAxes(this.node);
    const placeAt = (temperature) => {
      const [left, top] = pixelInTriangle(axes, softmax(logits, temperature));
      return [left - axes.x.start, top - axes.y.start];
    };
    const places = this.temperatures.map(placeAt);
    const traces = this.node.querySelectorAll(".scatterlayer > .trace");
    const [curve, example] = [this.view.curve, this.view.example].map((place) => traces[place]);
    curve.querySelector(".js-line").setAttribute("d", `M${places.join("L")}`);
    const ends = curve.querySelectorAll(".point");
    const marks = [[ends[0], places[0]], [ends[ends.length - 1], places.at(-1)]];
    marks.push([example.querySelector(".point"), placeAt(temperatureInHand())]);
    for (const [mark, place] of marks) mark.setAttribute("transform", `translate(${place})`);
  }
}
