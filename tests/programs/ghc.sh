# ghc: laziness, type classes, threads with -threaded, STM's like
# needs: ghc
cat >T.hs <<'END'
module Main where
import Control.Concurrent
import Control.Exception
import Control.Monad
import qualified Data.Map as M
import Data.List (sort, nub)
import System.IO
import System.Exit
primes :: [Int]
primes = sieve [2 ..] where sieve (p : xs) = p : sieve [x | x <- xs, x `mod` p /= 0]
class Shape a where area :: a -> Double
newtype Sq = Sq Double
instance Shape Sq where area (Sq s) = s * s
main :: IO ()
main = do
  hSetBuffering stdout LineBuffering
  print (take 20 primes)
  print (M.toList (M.fromListWith (+) [(w, 1 :: Int) | w <- words "a b a c b a"]))
  print (area (Sq 3), product [1 .. 25 :: Integer])
  v <- newEmptyMVar
  forM_ [1 .. 8 :: Int] $ \i -> forkIO (putMVar v $! sum [1 .. i * 1000])
  r <- replicateM 8 (takeMVar v)
  print (sort r)
  e <- try (evaluate (1 `div` (0 :: Int))) :: IO (Either ArithException Int)
  print e
  x <- try (readFile "/none") :: IO (Either IOException String)
  print x
  writeFile "out" (unlines (map show [1 .. 100 :: Int]))
  s <- readFile "out"
  print (sum (map read (lines s) :: [Int]))
  threadDelay 10000
  exitWith (ExitFailure 3)
END
ghc -O1 -threaded -rtsopts -o t T.hs >/dev/null && ./t +RTS -N4; echo $?
ghc -e 'sum [1..100]' -e 'map (*2) [1,2,3]'
echo 'main = putStrLn (1 :: Int)' >B.hs; ghc -fno-code B.hs 2>&1 | grep -c error
