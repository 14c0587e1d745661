// The Socket.IO peer: rooms, and an event for everybody in a room. Takes the port.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, cors: { origin: false } });

io.on("connection", (socket) => {
  socket.on("subscribe", (...args) => {
    const acknowledge = args.pop();
    socket.join(args);
    acknowledge();
  });
  socket.on("unsubscribe", (...rooms) => rooms.forEach((room) => socket.leave(room)));
  socket.on("publish", (room, payload) => io.to(room).emit("m", payload));
});

http.listen(Number(process.argv[2]), "127.0.0.1");
