/**
 * GLSL of the impostors: two triangles (spheres) or a box (cylinders) per instance, the surface found by ray casting in the fragment shader
 * with its true depth, for orthographic and perspective cameras (Tarini, Cignoni & Montani, IEEE TVCG 12, 1237 (2006)).
 */

/** Of scene/occlusion.ts: what neighbours take from an instance, turned with the camera in the vertex shader and evaluated at a normal in the fragment shader. */
const OCCLUSION_VERTEX = /* glsl */ `
  attribute vec4 takenA;
  attribute vec4 takenB;
  attribute vec4 takenC;
  uniform float occlusion; // strength, 0: none
  flat varying vec4 vTaken;
  flat varying mat3 vBend;
  void turnOcclusion() {
    if (occlusion <= 0.0) return;
    mat3 turn = mat3(modelViewMatrix);
    vTaken = vec4(takenA.x, turn * takenA.yzw);
    mat3 bend = mat3(takenB.x, takenB.w, takenC.x, takenB.w, takenB.y, takenC.y, takenC.x, takenC.y, takenB.z);
    vBend = turn * bend * transpose(turn);
  }
`

const OCCLUSION_FRAGMENT = /* glsl */ `
  uniform float occlusion;
  flat varying vec4 vTaken;
  flat varying mat3 vBend;
  float openTo(vec3 normal) {
    if (occlusion <= 0.0) return -1.0;
    return exp(-occlusion * max(vTaken.x + dot(normal, vTaken.yzw + vBend * normal), 0.0));
  }
`

const SHADE = /* glsl */ `
  uniform vec3 background;
  uniform vec2 cueRange; // view depth at which the cue starts and ends
  uniform float cue;
  uniform float outline; // A, 0: none
  uniform vec3 ink;
  // A line around what stands out: it lies behind its own solid, so that it shows only before what is farther away.
  vec3 inked(vec3 hit) {
    float depth = clamp((-hit.z - cueRange.x) / max(cueRange.y - cueRange.x, 1e-3), 0.0, 1.0);
    return mix(ink, background, cue * depth);
  }
  // sky: the share of the light from all sides that arrives; -1 where nobody asked
  vec3 shade(vec3 colour, vec3 normal, vec3 hit, float sky) {
    vec3 light = normalize(vec3(0.35, 0.55, 0.85));
    float diffuse = max(dot(normal, light), 0.0);
    float specular = pow(max(dot(reflect(-light, normal), normalize(vec3(0.0, 0.0, 1.0))), 0.0), 28.0);
    float edge = smoothstep(0.0, 0.42, normal.z);
    vec3 lit = sky < 0.0
      ? colour * (0.46 + 0.08 * normal.y + 0.58 * diffuse) * mix(0.52, 1.0, edge) + vec3(0.16) * specular
      : colour * ((0.62 + 0.08 * normal.y) * sky + 0.5 * diffuse * mix(0.45, 1.0, sky)) * mix(0.66, 1.0, edge) + vec3(0.16) * specular * sky;
    float depth = clamp((-hit.z - cueRange.x) / max(cueRange.y - cueRange.x, 1e-3), 0.0, 1.0);
    return mix(lit, background, cue * depth);
  }
  float windowDepth(mat4 projection, vec3 hit) {
    vec4 clip = projection * vec4(hit, 1.0);
    return clip.z / clip.w * 0.5 + 0.5;
  }
`

export const SPHERE_VERTEX = /* glsl */ `
  uniform float outline;
  ${OCCLUSION_VERTEX}
  attribute vec4 sphere;
  attribute vec4 tint;
  varying vec3 vCentre;
  varying vec3 vPoint;
  flat varying vec4 vTint;
  flat varying float vRadius;
  void main() {
    vec4 centre = modelViewMatrix * vec4(sphere.xyz, 1.0);
    int flags = int(tint.a * 255.0 + 0.5);
    float radius = sphere.w * ((flags & 14) != 0 ? 1.1 : 1.0);
    vec3 right = vec3(1.0, 0.0, 0.0);
    vec3 up = vec3(0.0, 1.0, 0.0);
    // the quad holds the outline, too
    float whole = radius + outline;
    float reach = whole * 1.02;
    if (!isOrthographic) {
      // the cone that touches the sphere, cut at the centre's distance
      float d2 = max(dot(centre.xyz, centre.xyz), whole * whole * 1.0001);
      vec3 towards = normalize(centre.xyz);
      right = normalize(cross(towards, vec3(0.0, 1.0, 0.0001)));
      up = cross(right, towards);
      reach = 1.02 * whole * sqrt(d2 / (d2 - whole * whole));
    }
    vCentre = centre.xyz;
    vPoint = centre.xyz + (right * position.x + up * position.y) * reach;
    vTint = tint;
    vRadius = radius;
    turnOcclusion();
    gl_Position = projectionMatrix * vec4(vPoint, 1.0);
  }
`

export const SPHERE_FRAGMENT = /* glsl */ `
  uniform mat4 projectionMatrix;
  uniform vec3 accent;
  uniform vec3 alarm;
  uniform bool smoothEdges;
  varying vec3 vCentre;
  varying vec3 vPoint;
  flat varying vec4 vTint;
  flat varying float vRadius;
  ${SHADE}
  ${OCCLUSION_FRAGMENT}
  void main() {
    // The ray starts on the quad, not at the camera: numbers stay of the size of the atom and single precision is enough.
    vec3 ray = isOrthographic ? vec3(0.0, 0.0, -1.0) : normalize(vPoint);
    vec3 to = vCentre - vPoint;
    float along = dot(to, ray);
    float miss = sqrt(max(dot(to, to) - along * along, 0.0)) / vRadius;
    float width = fwidth(miss);
    float border = 1.0 + outline / vRadius;
    float alpha = smoothEdges ? clamp((border - miss) / max(width, 1e-4) + 0.5, 0.0, 1.0) : step(miss, border);
    if (alpha <= 0.0) discard;
    if (outline > 0.0 && miss > 1.0) {
      vec3 behind = vPoint + ray * (along + 0.45 * vRadius);
      gl_FragColor = vec4(inked(behind), alpha);
      gl_FragDepth = windowDepth(projectionMatrix, behind);
      return;
    }
    float inside = sqrt(max(1.0 - miss * miss, 0.0));
    vec3 hit = vPoint + ray * (along - vRadius * inside);
    vec3 normal = (hit - vCentre) / vRadius;
    int flags = int(vTint.a * 255.0 + 0.5);
    vec3 colour = vTint.rgb;
    // held atoms: a hatch fixed to the screen, so that it never swims with the light
    if ((flags & 1) != 0 && fract((normal.x + normal.y) * 2.2) > 0.66) colour *= 0.76;
    if ((flags & 4) != 0) colour = mix(colour, vec3(1.0), 0.22);
    vec3 result = shade(colour, normal, hit, openTo(normal));
    if ((flags & 10) != 0 && miss > 0.8) result = (flags & 2) != 0 ? accent : alarm;
    #ifdef GHOST
      // a shell: clear where it is looked through, dense at the rim
      alpha *= mix(0.3, 0.95, pow(1.0 - max(normal.z, 0.0), 1.6));
    #endif
    gl_FragColor = vec4(result, alpha);
    gl_FragDepth = windowDepth(projectionMatrix, hit);
  }
`

export const CYLINDER_VERTEX = /* glsl */ `
  uniform float outline;
  ${OCCLUSION_VERTEX}
  attribute vec4 start;
  attribute vec4 finish;
  attribute vec4 tintA;
  attribute vec4 tintB;
  varying vec3 vPoint;
  flat varying vec3 vStart;
  flat varying vec3 vAxis;
  flat varying vec2 vSize; // length, radius
  flat varying vec3 vTintA;
  flat varying vec3 vTintB;
  void main() {
    vec3 a = (modelViewMatrix * vec4(start.xyz, 1.0)).xyz;
    vec3 b = (modelViewMatrix * vec4(finish.xyz, 1.0)).xyz;
    float size = max(length(b - a), 1e-5);
    vec3 axis = (b - a) / size;
    vec3 side = normalize(cross(axis, abs(axis.z) < 0.9 ? vec3(0.0, 0.0, 1.0) : vec3(1.0, 0.0, 0.0)));
    vec3 other = cross(axis, side);
    float radius = start.w;
    // position is a corner of the unit box: x, y in -1..1 across, z in 0..1 along
    vPoint = a + axis * (position.z * size) + (side * position.x + other * position.y) * (radius + outline) * 1.02;
    vStart = a;
    vAxis = axis;
    vSize = vec2(size, radius);
    vTintA = tintA.rgb;
    vTintB = tintB.rgb;
    turnOcclusion();
    gl_Position = projectionMatrix * vec4(vPoint, 1.0);
  }
`

export const CYLINDER_FRAGMENT = /* glsl */ `
  uniform mat4 projectionMatrix;
  varying vec3 vPoint;
  flat varying vec3 vStart;
  flat varying vec3 vAxis;
  flat varying vec2 vSize;
  flat varying vec3 vTintA;
  flat varying vec3 vTintB;
  ${SHADE}
  ${OCCLUSION_FRAGMENT}
  void main() {
    vec3 ray = isOrthographic ? vec3(0.0, 0.0, -1.0) : normalize(vPoint);
    vec3 oc = vPoint - vStart;
    vec3 across = ray - dot(ray, vAxis) * vAxis;
    vec3 from = oc - dot(oc, vAxis) * vAxis;
    float a = dot(across, across);
    float b = dot(across, from);
    float h = b * b - a * (dot(from, from) - vSize.y * vSize.y);
    if (a < 1e-9) discard;
    if (h < 0.0) {
      float wide = vSize.y + outline;
      if (outline <= 0.0 || b * b - a * (dot(from, from) - wide * wide) < 0.0) discard;
      vec3 beside = vPoint + ray * (-b / a + 1.5 * vSize.y);
      float along = dot(beside - vStart, vAxis);
      if (along < 0.0 || along > vSize.x) discard;
      gl_FragColor = vec4(inked(beside), 1.0);
      gl_FragDepth = windowDepth(projectionMatrix, beside);
      return;
    }
    float t = (-b - sqrt(h)) / a;
    vec3 hit = vPoint + t * ray;
    float y = dot(hit - vStart, vAxis);
    if (y < 0.0 || y > vSize.x) discard;
    vec3 normal = (hit - vStart - y * vAxis) / vSize.y;
    #ifdef GHOST
      float alpha = mix(0.3, 0.85, pow(1.0 - max(normal.z, 0.0), 1.6));
    #else
      float alpha = 1.0;
    #endif
    gl_FragColor = vec4(shade(y < 0.5 * vSize.x ? vTintA : vTintB, normal, hit, openTo(normal)), alpha);
    gl_FragDepth = windowDepth(projectionMatrix, hit);
  }
`
