declare module "*.css";
declare module "virtual:maplibre-worker" {
  const url: string;
  export default url;
}
